using Fovea.Runs;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.Tests.Training;

/// <summary>What stands in a checkpoint, for comparing bit for bit; seconds, which differ from run to run, are left out.</summary>
internal static class Saved
{
    public static Dictionary<string, float[]> Arrays(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Dictionary<string, float[]> arrays = [];
        foreach (SafeTensorsEntry entry in checkpoint.Entries)
        {
            float[] values = new float[entry.Count];
            checkpoint.ReadFloats(entry.Name, entry.Shape.AsSpan(), values);
            arrays[entry.Name] = values;
        }
        return arrays;
    }

    public static string State(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        return Timeless(TrainingState.FromJson(checkpoint.RequireMetadata("state")));
    }

    public static string Timeless(TrainingState state) => (state with { TrainSeconds = 0 }).ToJson();

    /// <summary>Asserts that two checkpoints hold the same bits.</summary>
    public static void AssertSame(string expected, string actual)
    {
        AssertSame(Arrays(expected), Arrays(actual));
        Assert.Equal(State(expected), State(actual));
    }

    public static void AssertSame(Dictionary<string, float[]> expected, Dictionary<string, float[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, values) in expected)
        {
            int[] bits = [.. values.Select(BitConverter.SingleToInt32Bits)], others = [.. actual[name].Select(BitConverter.SingleToInt32Bits)];
            Assert.Equal(bits.Length, others.Length);
            int differing = bits.Zip(others).Count(pair => pair.First != pair.Second);
            Assert.True(differing == 0, $"{name}: {differing} of {values.Length} values differ");
        }
    }
}
