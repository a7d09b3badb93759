using Fovea.Reports;
using Fovea.Runs;

namespace Fovea.Tests.Reports;

public class RepeatCommandTests
{
    [Fact]
    public void DefaultsOfRareKeysAreNotSaid() =>
        Assert.Equal("fovea train lenet5 --data digits --epochs 10 --batch 128 --lr 0.05 --seed 1", RepeatCommand.For(new Experiment()));

    [Fact]
    public void ItGivesEveryValueBack()
    {
        Experiment experiment = new()
        {
            Model = "linear", Data = "mnist", DataDir = "my data", Epochs = 3, Batch = 7, LearningRate = 1e-5, Optimizer = "adamw", WeightDecay = 0.01, Schedule = "cosine",
            WarmupEpochs = 1, Seed = 99, Validation = 0, Augment = ["flip", "shift"], TestCount = 5, DropLast = true,
        };
        string[] words = RepeatCommand.For(experiment).Replace("\"dataDir=my data\"", "dataDir=my\u0001data").Split(' ');
        Dictionary<string, string> options = new() { ["--data"] = "data", ["--epochs"] = "epochs", ["--batch"] = "batch", ["--lr"] = "learningRate", ["--seed"] = "seed" };
        ExperimentBuilder builder = new();
        builder.AddOption("model", words[2], "MODEL");
        for (int i = 3; i < words.Length; i += 2)
        {
            string value = words[i + 1].Replace('\u0001', ' ');
            if (words[i] == "--set") builder.AddSet(value);
            else builder.AddOption(options[words[i]], value, words[i]);
        }
        Assert.Equal(experiment, builder.Build());
    }

    [Theory]
    [InlineData("my data", "\"dataDir=my data\"")]
    [InlineData("a'b", "\"dataDir=a'b\"")]
    [InlineData("$HOME", "'dataDir=$HOME'")]
    [InlineData("a\"b'c", "'dataDir=a\"b'\\''c'")]
    [InlineData("/plain/path-1.0", "dataDir=/plain/path-1.0")]
    public void AShellTakesAWordAsItIs(string folder, string word) => Assert.EndsWith(" --set " + word, RepeatCommand.For(new Experiment { DataDir = folder }));
}
