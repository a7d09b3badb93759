using Fovea.Runs;
using Fovea.Weights;

namespace Fovea.Tests.Runs;

public class CheckpointTests
{
    private static readonly Dictionary<string, string> State = new() { ["state"] = """{"step":7,"note":"ä"}""" };

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        using TestFolder folder = new();
        float[] weights = [1, float.NaN, -0f, float.Epsilon], momentum = [0.1f, 0.2f];
        Checkpoint.Write(folder["last.safetensors"], [new TensorData("model.w", [2, 2], weights), new TensorData("optimizer.m", [2], momentum)], State);
        using Checkpoint read = Checkpoint.Open(folder["last.safetensors"]);
        Assert.Equal(State, read.Metadata);
        Assert.Equal(State["state"], read.RequireMetadata("state"));
        Assert.Equal(["model.w", "optimizer.m"], read.Entries.Select(e => e.Name).Order());
        float[] values = new float[4];
        read.ReadFloats("model.w", [2, 2], values);
        Assert.Equal(weights.Select(BitConverter.SingleToUInt32Bits), values.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void ACheckpointOfAnotherModelIsNamed()
    {
        using TestFolder folder = new();
        Checkpoint.Write(folder["c"], [new TensorData("model.w", [2, 3], new float[6])], State);
        using Checkpoint read = Checkpoint.Open(folder["c"]);
        BadFileException missing = Assert.Throws<BadFileException>(() => read.ReadFloats("model.v", [2, 3], new float[6]));
        Assert.Contains("'model.v'", missing.Message);
        Assert.Contains("another model", missing.Message);
        BadFileException shape = Assert.Throws<BadFileException>(() => read.ReadFloats("model.w", [3, 2], new float[6]));
        Assert.Contains("(2, 3), expected (3, 2)", shape.Message);
        Assert.Contains("'sampler'", Assert.Throws<BadFileException>(() => read.RequireMetadata("sampler")).Message);
    }

    [Fact]
    public void WhatIsNoCheckpointIsSaid()
    {
        using TestFolder folder = new();
        SafeTensors.Write(folder["weights"], [new TensorData("model.w", [1], new float[1])]);
        Assert.Contains("not a checkpoint", Assert.Throws<BadFileException>(() => Checkpoint.Open(folder["weights"])).Message);
        SafeTensors.Write(folder["newer"], [], new Dictionary<string, string> { ["format"] = "fovea.checkpoint", ["formatVersion"] = "1" });
        Assert.Contains("version '1'", Assert.Throws<BadFileException>(() => Checkpoint.Open(folder["newer"])).Message);
        File.WriteAllText(folder["text"], "hello world, hello world");
        Assert.Throws<BadFileException>(() => Checkpoint.Open(folder["text"]));
        Assert.Throws<BadFileException>(() => Checkpoint.Open(folder["none"]));
        // The failed attempts hold no file open: each can be replaced.
        AtomicFile.WriteAllText(folder["weights"], "x");
    }

    [Fact]
    public void NamesAndKeysOutsideTheAgreementAreRefused()
    {
        using TestFolder folder = new();
        Assert.Throws<ArgumentException>(() => Checkpoint.Write(folder["c"], [new TensorData("w", [1], new float[1])], State));
        Assert.Throws<ArgumentException>(() => Checkpoint.Write(folder["c"], [], new Dictionary<string, string> { ["format"] = "x" }));
        Assert.False(File.Exists(folder["c"]));
    }

    [Fact]
    public void AnOpenCheckpointStaysReadableWhileANewerOneIsWritten()
    {
        using TestFolder folder = new();
        Checkpoint.Write(folder["c"], [new TensorData("model.w", [1], new float[] { 1 })], State);
        using Checkpoint old = Checkpoint.Open(folder["c"]);
        Checkpoint.Write(folder["c"], [new TensorData("model.w", [1], new float[] { 2 })], State);
        float[] value = new float[1];
        old.ReadFloats("model.w", [1], value);
        Assert.Equal(1, value[0]);
    }
}
