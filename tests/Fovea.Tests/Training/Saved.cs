using Fovea.Runs;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.Tests.Training;

/// <summary>What stands in a checkpoint, for comparing bit for bit.</summary>
internal static class Saved
{
    public static Dictionary<string, float[]> Arrays(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Dictionary<string, float[]> arrays = [];
        foreach (WeightEntry entry in checkpoint.Entries)
        {
            float[] values = new float[entry.Count];
            checkpoint.ReadFloats(entry.Name, entry.Shape.AsSpan(), values);
            arrays[entry.Name] = values;
        }
        return arrays;
    }

    /// <summary>Writes a checkpoint again with the first array of a prefix changed.</summary>
    public static void Change(string from, string to, string prefix, Action<float[]> change)
    {
        Dictionary<string, float[]> arrays = Arrays(from);
        change(arrays.First(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Value);
        List<TensorData> written;
        Dictionary<string, string> metadata;
        using (Checkpoint checkpoint = Checkpoint.Open(from))
        {
            written = [.. checkpoint.Entries.Select(entry => new TensorData(entry.Name, entry.Shape.AsSpan(), arrays[entry.Name]))];
            metadata = new(checkpoint.Metadata);
        }
        Checkpoint.Write(to, written, metadata);
    }

    public static string State(string path)
    {
        using Checkpoint checkpoint = Checkpoint.Open(path);
        return checkpoint.RequireMetadata("state");
    }

    /// <summary>Asserts that two checkpoints are the same bytes, metadata included; says which array differs where one does.</summary>
    public static void AssertSame(string expected, string actual)
    {
        AssertSame(Arrays(expected), Arrays(actual));
        Assert.Equal(State(expected), State(actual));
        Assert.True(File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual)), $"{expected} and {actual} differ in their metadata");
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
