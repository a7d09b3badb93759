using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Fovea.Runs;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Runs;

public class ExperimentTests
{
    private static readonly ExperimentVersions Versions = new("1.2.3", ".NET 10", "a machine");

    private static Experiment Read(string path) => new ExperimentBuilder().AddRun(path).Build();

    private static Experiment Config(TestFolder folder, string json)
    {
        File.WriteAllText(folder["c.json"], json);
        return new ExperimentBuilder().AddConfig(folder["c.json"]).Build();
    }

    [Fact]
    public void EveryPropertyIsOneKeyAndEveryDefaultIsAllowed()
    {
        string[] properties = [.. typeof(Experiment).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..])];
        Assert.Equal(properties, ExperimentKey.All.Select(key => key.Name));
        new Experiment().Validate();
        Assert.All(ExperimentKey.All, key =>
        {
            Assert.NotEmpty(key.Description);
            Assert.NotEmpty(key.Allowed);
            Assert.DoesNotContain('\n', key.Description);
            Assert.Equal(key.Type == "choice", !key.Choices.IsEmpty);
            Assert.Equal(key.Default, key.Format(new Experiment()));
        });
    }

    [Fact]
    public void EachKeySetsItsOwnPropertyOnly()
    {
        foreach (ExperimentKey key in ExperimentKey.All)
        {
            string other = key.Type switch { "integer" => "3", "number" => "0.25", "flag" => "true", "choice" => key.Choices[1], _ => "other" };
            Experiment changed = key.With(new Experiment(), other, "test");
            Assert.Equal([key.Name], ExperimentKey.All.Where(k => k.Format(changed) != k.Default).Select(k => k.Name));
            Assert.Equal(other, key.Format(changed));
        }
    }

    [Fact]
    public void WhatIsWrittenIsReadBackAndHoldsEveryKey()
    {
        using TestFolder folder = new();
        Experiment experiment = new() { Model = "lenet5-1998", Data = "mnist", DataDir = "a \"b\" ä", LearningRate = 0.1 + 0.2, Seed = long.MaxValue, Augment = ["shift", "rotate"], Nesterov = true };
        ExperimentFile.Write(folder["experiment.json"], experiment, Versions);
        Assert.Equal(experiment, Read(folder["experiment.json"]));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["experiment.json"]));
        Assert.Equal([.. ExperimentKey.All.Select(key => key.Name), "versions"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("a machine", json.RootElement.GetProperty("versions").GetProperty("machine").GetString());
    }

    [Fact]
    public void AnyNumbersAreReadBackToTheBit() => Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), ArbMap.Default.ArbFor<NonNegativeInt>(), (rate, seed) =>
    {
        using TestFolder folder = new();
        Experiment experiment = new() { LearningRate = Math.Clamp(Math.Abs(rate.Get), double.Epsilon, 1000), Seed = seed.Get };
        ExperimentFile.Write(folder["e"], experiment, Versions);
        Assert.Equal(experiment, Read(folder["e"]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ConfigTakesCommentsTrailingCommasAnyCaseAndByteOrderMark()
    {
        using TestFolder folder = new();
        Experiment read = Config(folder, "\uFEFF{ // how\n \"EPOCHS\": 3, /* many */\n \"augment\": [\"flip\", \"shift\",],\n \"learningRate\": 1e-2, \"nesterov\": true,\n}\n");
        Assert.Equal(new Experiment { Epochs = 3, Augment = ["flip", "shift"], LearningRate = 0.01, Nesterov = true }, read);
    }

    [Fact]
    public void TheLayerDecidesNotTheOrderOfTheCalls()
    {
        using TestFolder folder = new();
        ExperimentFile.Write(folder["experiment.json"], new Experiment { Epochs = 1, Batch = 1, Seed = 1, Threads = 1 }, Versions);
        File.WriteAllText(folder["c.json"], "{\n\"epochs\": 2,\n\"batch\": 2, \"seed\": 2}");
        ExperimentBuilder builder = new ExperimentBuilder().AddOption("epochs", "4", "--epochs").AddSet("Batch = 3").AddSet("epochs=3").AddConfig(folder["c.json"]).AddRun(folder["experiment.json"]);
        Experiment built = builder.Build();
        Assert.Equal((4, 3, 2L, 1), (built.Epochs, built.Batch, built.Seed, built.Threads));
        Assert.Equal(new ExperimentSource(ExperimentLayer.Option, "--epochs"), builder.SourceOf("epochs"));
        Assert.Equal(ExperimentLayer.Set, builder.SourceOf("batch").Layer);
        Assert.Equal(new ExperimentSource(ExperimentLayer.Config, folder["c.json"] + ":3"), builder.SourceOf("seed"));
        Assert.Equal(ExperimentLayer.Run, builder.SourceOf("threads").Layer);
        Assert.Equal(ExperimentLayer.Default, new ExperimentBuilder().SourceOf("threads").Layer);
    }

    [Theory]
    [InlineData("batch=0", "--set batch=0: batch is 0, but must be a whole number from 1")]
    [InlineData("batch=-5", "from 1")]
    [InlineData("batch=many", "batch is many")]
    [InlineData("batch=1.5", "batch is 1.5")]
    [InlineData("batch=", "batch is empty")]
    [InlineData("batch=99999999999999999999", "whole number")]
    [InlineData("learningRate=-1", "a number above 0, at most 1000")]
    [InlineData("learningRate=0", "above 0")]
    [InlineData("learningRate=NaN", "learningRate is NaN")]
    [InlineData("learningRate=Infinity", "at most")]
    [InlineData("learningRate=0,1", "learningRate is 0,1")]
    [InlineData("validation=0.6", "a number from 0 to 0.5")]
    [InlineData("nesterov=yes", "true or false")]
    [InlineData("optimizer=adm", "did you mean 'adam'")]
    [InlineData("optimizer=quite different", "one of sgd, adam, adamw")]
    [InlineData("augment=flip,,shift", "a list of names")]
    [InlineData("model=", "model is empty")]
    [InlineData("seed=-1", "from 0")]
    [InlineData("epocs=3", "unknown key 'epocs'\n  hint: did you mean 'epochs'?")]
    [InlineData("epochs", "not an assignment")]
    public void AWrongSetNamesKeyValueAndWhatIsAllowed(string set, string message) =>
        Assert.Contains(message, Assert.Throws<FoveaException>(() => new ExperimentBuilder().AddSet(set)).Message);

    [Fact]
    public void AWrongOptionNamesTheOption() =>
        Assert.StartsWith("--lr: learningRate is -2, but must be", Assert.Throws<FoveaException>(() => new ExperimentBuilder().AddOption("learningRate", "-2", "--lr")).Message);

    [Theory]
    [InlineData("{\n\n\"epocs\": 3}", ":3: unknown key 'epocs'\n  hint: did you mean 'epochs'?")]
    [InlineData("{\n\"epochs\": 0}", ":2: epochs is 0, but must be")]
    [InlineData("{\"epochs\": \"3\"}", ":1: epochs is \"3\", but must be a whole number")]
    [InlineData("{\"epochs\": 3.5}", "epochs is 3.5")]
    [InlineData("{\"epochs\": null}", "epochs is null")]
    [InlineData("{\"epochs\": [3]}", "epochs is [3]")]
    [InlineData("{\"epochs\": {\"a\": 3}}", "epochs is {\"a\": 3}")]
    [InlineData("{\"nesterov\": 1}", "nesterov is 1, but must be true or false")]
    [InlineData("{\"model\": true}", "model is true")]
    [InlineData("{\"learningRate\": 1e999}", "learningRate is 1e999")]
    [InlineData("{\"augment\": \"flip\"}", "augment is \"flip\", but must be a list")]
    [InlineData("{\"augment\": [\"flip\", 3]}", "augment is [\"flip\", 3]")]
    [InlineData("{\"augment\": [\"flip,shift\"]}", "augment is [\"flip,shift\"]")]
    [InlineData("{\"augment\": [\"\"]}", "augment is [\"\"]")]
    [InlineData("{\"epochs\": 3,\n\"Epochs\": 4}", ":2: the key 'Epochs' stands twice")]
    public void AWrongValueInAFileNamesFileAndLine(string json, string message)
    {
        using TestFolder folder = new();
        string error = Assert.Throws<FoveaException>(() => Config(folder, json)).Message;
        Assert.Contains(message, error);
        Assert.StartsWith(folder["c.json"] + ":", error);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "line 1: not a JSON object")]
    [InlineData("{\n\"epochs\" 3}", "line 2: not valid JSON")]
    [InlineData("{\"epochs\": 3}}", "not valid JSON")]
    [InlineData("{\"epochs\": 3", "not valid JSON")]
    [InlineData("{\n\"model\": \"\\ud800\"}", "line 2: the text is not valid Unicode")]
    public void AFileThatIsNoJsonIsABadFile(string json, string message)
    {
        using TestFolder folder = new();
        Assert.Contains(message, Assert.Throws<BadFileException>(() => Config(folder, json)).Message);
    }

    [Fact]
    public void FilesThatCannotBeReadAreNamed()
    {
        using TestFolder folder = new();
        Assert.Contains("no such file", Assert.Throws<BadFileException>(() => Read(folder["none"])).Message);
        Assert.Contains("folder", Assert.Throws<BadFileException>(() => Read(folder.Path)).Message);
        File.WriteAllBytes(folder["latin"], [(byte)'{', 0xE9, (byte)'}']);
        Assert.Contains("UTF-8", Assert.Throws<BadFileException>(() => Read(folder["latin"])).Message);
        File.WriteAllBytes(folder["large"], new byte[2 << 20]);
        Assert.Contains("too many", Assert.Throws<BadFileException>(() => Read(folder["large"])).Message);
    }

    [Fact]
    public void MutatedFilesGiveAnExperimentOrOneError()
    {
        using TestFolder folder = new();
        ExperimentFile.Write(folder["e"], new Experiment { Augment = ["flip"] }, Versions);
        byte[] whole = File.ReadAllBytes(folder["e"]);
        Random random = new(7);
        int good = 0, bad = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] mutated = [.. whole];
            for (int change = random.Next(1, 3); change > 0; change--) mutated[random.Next(mutated.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"{}[]\",:0-9e\\/ "[random.Next(14)];
            File.WriteAllBytes(folder["m"], mutated);
            try
            {
                Read(folder["m"]).Validate();
                good++;
            }
            catch (FoveaException)
            {
                bad++;
            }
        }
        Assert.True(good > 50 && bad > 500, $"{good} good, {bad} bad: the mutations miss one side");
    }

    [Theory]
    [InlineData("momentum=0.5", "optimizer=adam", "momentum is 0.5, but optimizer is adam, which has no momentum")]
    [InlineData("nesterov=true", "optimizer=adamw", "nesterov is true, but optimizer is adamw")]
    [InlineData("patience=7", "schedule=cosine", "set schedule to plateau")]
    [InlineData("factor=0.5", "schedule=cosine", "set schedule to plateau or step")]
    [InlineData("stepEpochs=7", "schedule=plateau", "set schedule to step")]
    [InlineData("nesterov=true", "momentum=0", "but momentum is 0")]
    [InlineData("minLearningRate=0.5", "learningRate=0.1", "minLearningRate is 0.5, more than learningRate, which is 0.1")]
    [InlineData("warmupEpochs=5", "epochs=4", "warmupEpochs is 5, more than epochs")]
    [InlineData("validation=0", "schedule=plateau", "plateau watches the validation loss")]
    public void AContradictionNamesBothAndTheSource(string first, string second, string message)
    {
        ExperimentBuilder builder = new ExperimentBuilder().AddSet(first).AddSet(second);
        string error = Assert.Throws<FoveaException>(() => builder.Build()).Message;
        Assert.Contains(message, error);
        Assert.StartsWith($"--set {first}: ", error);
    }

    [Fact]
    public void EarlyStopNeedsValidation() =>
        Assert.Contains("earlyStop", Assert.Throws<FoveaException>(() => new Experiment { Validation = 0, Schedule = "constant", EarlyStop = 3 }.Validate()).Message);

    [Fact]
    public void AnExperimentMadeInCodeIsCheckedToo()
    {
        Assert.StartsWith("experiment: batch is 0", Assert.Throws<FoveaException>(() => new Experiment { Batch = 0 }.Validate()).Message);
        Assert.StartsWith("experiment: learningRate is NaN", Assert.Throws<FoveaException>(() => new Experiment { LearningRate = double.NaN }.Validate()).Message);
        Assert.StartsWith("experiment: augment is", Assert.Throws<FoveaException>(() => new Experiment { Augment = ["a,b"] }.Validate()).Message);
        Assert.Throws<FoveaException>(() => new Experiment { Augment = default }.Validate());
        Assert.StartsWith("experiment: model is", Assert.Throws<FoveaException>(() => new Experiment { Model = "" }.Validate()).Message);
    }

    [Fact]
    public void EqualityLooksIntoTheList()
    {
        Experiment a = new() { Augment = ["x", "y"] }, b = new() { Augment = ImmutableArray.Create("x", "y") };
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, b with { Augment = ["y", "x"] });
        Assert.NotEqual(a, b with { DropLast = true });
    }

    [Theory]
    [InlineData(0.1, 60000, 6000)]
    [InlineData(0.1, 3, 1)]
    [InlineData(0, 60000, 0)]
    [InlineData(0.5, 3, 2)]
    public void ValidationHoldsOutAtLeastOneImage(double share, int count, int expected) => Assert.Equal(expected, new Experiment { Validation = share }.ValidationCount(count));

    [Fact]
    public void AnUnknownKeyIsSuggested() => Assert.Contains("did you mean 'weightDecay'", Assert.Throws<FoveaException>(() => ExperimentKey.Find("weightdcay")).Message);

    [Fact]
    public void VersionsOfThisProcessAreKnown()
    {
        Assert.Contains("NET", ExperimentVersions.Current.Runtime);
        Assert.Contains(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), ExperimentVersions.Current.Machine);
    }
}
