using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fovea.Data;
using Fovea.Models;
using Fovea.Reports;
using Fovea.Runs;
using Fovea.Tensors;
using Fovea.Training;
using Fovea.Weights;

namespace Fovea.Cli.Verbs;

/// <summary>Trains a network, or goes on with a training.</summary>
sealed class TrainVerb : Verb
{
    /// <summary>How many parameters of an augmentation the help shows.</summary>
    const int MostParameters = 6;

    /// <summary>Options that stand for a key of the experiment.</summary>
    static readonly (string Option, string Key, string HelpName)[] Shortcuts =
    [
        ("--data", "data", "NAME"), ("--data-dir", "dataDir", "DIR"), ("--epochs", "epochs", "N"), ("--batch", "batch", "N"), ("--lr", "learningRate", "X"),
        ("--optimizer", "optimizer", "sgd|adam|adamw"), ("--weights", "weights", "FILE|RUN"), ("--freeze", "freeze", "PATTERN"),
        ("--seed", "seed", "N"), ("--threads", "threads", "N"),
    ];

    readonly Argument<string?> model = new("MODEL") { Arity = ArgumentArity.ZeroOrOne, Description = "The network (fovea models lists them); not needed with --resume" };
    readonly (Option<string?> Option, string Key)[] keys;
    readonly Option<bool> partial = new("--partial") { Arity = ArgumentArity.Zero, Description = Describe(ExperimentKey.Find("partial")) };
    readonly Option<bool> allowModified = new("--allow-modified") { Arity = ArgumentArity.Zero, Description = Describe(ExperimentKey.Find("allowModified")) };
    readonly Option<string?> outFolder = new("--out") { HelpName = "DIR", Description = "The run's folder (default: runs/MODEL-DATA-TIME)" };
    readonly Option<string?> resume = new("--resume") { HelpName = "DIR", Description = "Go on with the run in this folder; --epochs may be raised" };
    readonly Option<string?> config = new("--config") { HelpName = "FILE.json", Description = "Take values from a file: an object with any of the keys below" };
    readonly Option<string[]> set = new("--set") { HelpName = "key=value", AllowMultipleArgumentsPerToken = true, Description = "Set any of the keys below; may be repeated" };

    readonly Option<bool> profile = new("--profile") { Arity = ArgumentArity.Zero, Description = "Show at the end the time of every step of the compiled plans, with its share of the machine's limit" };

    public TrainVerb() : base("train", "Train a network and write a run folder: checkpoints, figures, a report",
        ("fovea train lenet5", "LeNet-5 on generated digits: no download, about 99 % right"),
        ("fovea train lenet5 --data mnist --epochs 10 --seed 1", "on MNIST, downloaded once into the cache folder"),
        ("fovea train lenet5 --data folder --data-dir ~/symbols --set augment=resized-crop", "on your own pictures, one folder for each class"),
        ("fovea train linear --data fashion-mnist --optimizer adam --lr 0.001 --set schedule=cosine warmupEpochs=1", "another optimiser and schedule"),
        ("fovea train resnet18 --data folder --data-dir ~/birds --weights resnet18.pth --partial --freeze 'layer1.*'", "fine-tuning: published weights but for the last layer, part of them kept as they are"),
        ("fovea train --resume runs/mine --epochs 20", "go on with a run, for longer"))
    {
        keys = [.. Shortcuts.Select(row => (new Option<string?>(row.Option) { HelpName = row.HelpName, Description = Describe(ExperimentKey.Find(row.Key)) }, row.Key))];
        Add(model);
        foreach (var (option, _) in keys) Add(option);
        Add(partial);
        Add(allowModified);
        Add(outFolder);
        Add(resume);
        Add(config);
        Add(set);
        Add(profile);
    }

    public override string Details
    {
        get
        {
            StringBuilder text = new("Keys of --set and --config (later ones win: default, resumed run, --config, --set, options):");
            int width = ExperimentKey.All.Max(key => key.Name.Length);
            foreach (ExperimentKey key in ExperimentKey.All) text.AppendLine().Append("  ").Append(key.Name.PadRight(width + 2)).Append(Describe(key));
            text.AppendLine().AppendLine().Append("Augmentations for the key augment, such as augment=crop:padding=4,flip,mixup (in their order, with parameters where the defaults are not right):");
            width = Augmentations.All.Max(entry => entry.Name.Length);
            foreach (AugmentationEntry entry in Augmentations.All)
            {
                string parameters = string.Join(", ", entry.Parameters.Take(MostParameters).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}={p.Default:0.###}")));
                text.AppendLine().Append("  ").Append(entry.Name.PadRight(width + 2)).Append(char.ToUpperInvariant(entry.Description[0])).Append(entry.Description.AsSpan(1))
                    .Append($" ({parameters}{(entry.Parameters.Count > MostParameters ? ", ..." : "")})");
            }
            return text.ToString();
        }
    }

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string? resumed = call.GetValue(resume);
        (Experiment experiment, ExperimentSource dataDir) = UsageException.Of(() => Resolve(call, resumed));
        if (dataDir.Layer == ExperimentLayer.Run) DataFiles.RequireStored(resumed!, experiment.DataDir);
        if (call.GetValue(outFolder) is "") throw new UsageException("--out is empty, but must be a folder", "leave it out for a folder below runs");
        string folder = resumed ?? call.GetValue(outFolder) ?? FreeFolder(experiment);
        if (resumed is not null) WarnOfStart(new RunFolder(resumed), output);
        TrainingRun? started = null;
        try
        {
            PlanTable? steps = null;
            (TrainDisplay display, TrainingResult result) = LiveProgress.Show(output, live =>
            {
                using PlanProfile? measured = call.GetValue(profile) ? PlanProfile.Begin() : null;
                started = resumed is null ? TrainingRun.Start(experiment, folder, live, interrupt.Token) : TrainingRun.Resume(experiment, folder, live, interrupt.Token);
                var trained = Train(started, output, live, interrupt.Token);
                if (measured is not null) steps = new PlanTable(measured);
                return trained;
            });
            return Finish(display, started!, result, output, steps);
        }
        finally
        {
            started?.Dispose();
        }
    }

    /// <summary>Says so where a run cannot go on but begins again: whoever lost the file can still stop it.</summary>
    static void WarnOfStart(RunFolder folder, Output output)
    {
        if (File.Exists(folder.Last)) return;
        string replaced = File.Exists(folder.Best) || File.Exists(folder.Metrics) ? "; the figures and best weights in the folder are replaced" : "";
        output.Note($"fovea: {folder.Last} is not there: the training starts again from its beginning{replaced}");
    }

    static string Describe(ExperimentKey key)
    {
        string choices = key.Choices.IsEmpty ? "" : $": {string.Join(", ", key.Choices)}";
        string value = key.Default.Length == 0 ? "" : $" (default {key.Default})";
        return $"{char.ToUpperInvariant(key.Description[0])}{key.Description[1..]}{choices}{value}";
    }

    /// <summary>The values, and where that of the data folder came from.</summary>
    (Experiment, ExperimentSource) Resolve(ParseResult call, string? resumed)
    {
        ExperimentBuilder builder = new();
        Experiment? before = null;
        if (resumed is not null)
        {
            if (call.GetValue(outFolder) is not null) throw new UsageException("--resume goes on in the run's own folder, --out names another", "give one of the two");
            RunFolder files = new(resumed);
            if (!File.Exists(files.Experiment))
                throw new UsageException($"--resume {resumed}: there is no run to resume: {(File.Exists(resumed) ? "it is a file" : "the folder has no experiment.json")}", "give the folder that 'fovea train' printed");
            before = new ExperimentBuilder().AddRun(files.Experiment).Build();
            builder.AddRun(files.Experiment);
        }
        if (call.GetValue(config) is { } file) builder.AddConfig(file);
        foreach (string assignment in call.GetValue(set) ?? []) builder.AddSet(assignment);
        foreach (var (option, key) in keys)
            if (call.GetValue(option) is { } value) builder.AddOption(key, value, option.Name);
        if (call.GetValue(partial)) builder.AddOption("partial", "true", partial.Name);
        if (call.GetValue(allowModified)) builder.AddOption("allowModified", "true", allowModified.Name);
        if (call.GetValue(model) is { } name) builder.AddOption("model", name, "MODEL");
        else if (before is null && builder.SourceOf("model").Layer == ExperimentLayer.Default)
            throw new UsageException("which network? MODEL is missing", $"known: {string.Join(", ", ModelRegistry.Names)}; for example: fovea train lenet5");

        Experiment experiment = builder.Build();
        if (before is not null) RefuseChanges(before, experiment, builder);
        Check(experiment, begins: before is null);
        return (experiment, builder.SourceOf("dataDir"));
    }

    /// <summary>What a run has begun with cannot change under way: the result would be that of no experiment.</summary>
    static void RefuseChanges(Experiment before, Experiment after, ExperimentBuilder builder)
    {
        foreach (ExperimentKey key in ExperimentKey.All)
            if (key.Format(before) != key.Format(after) && !TrainingRun.MayChange.Contains(key.Name))
                throw new UsageException($"{builder.SourceOf(key.Name).Place}: {key.Name} is {key.Format(after)}, but the run was started with {key.Format(before)}",
                    $"a resumed run may change {string.Join(", ", TrainingRun.MayChange)}; for anything else start another run");
    }

    /// <summary>Everything that can be known to be wrong before data are loaded.</summary>
    static void Check(Experiment experiment, bool begins)
    {
        ModelEntry entry = ModelRegistry.Get(experiment.Model);
        DataSetEntry data = DataSets.Get(experiment.Data);
        (int height, int width, int channels) = Recipe.Preparation(experiment) is { } preparation
            ? (preparation.Size, preparation.Size, preparation.Channels) : (data.Height, data.Width, data.Channels);
        Augmentations.Require(Recipe.Augmentation(experiment), height, width, channels);
        // The classes of one's own data are known only when they are read.
        if (data.Kind != DataSetKind.Own) Recipe.Freeze(experiment, entry.Create([height, width, channels], data.Classes.Count));
        // A run that goes on has its weights in its checkpoint.
        if (begins && experiment.Weights.Length > 0) WeightFile.Open(experiment.Weights).Dispose();
    }

    static string FreeFolder(Experiment experiment)
    {
        string name = $"{experiment.Model}-{experiment.Data}-{DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        string path = Path.Combine("runs", name);
        for (int number = 2; Directory.Exists(path) || File.Exists(path); number++) path = Path.Combine("runs", $"{name}-{number}");
        return path;
    }

    static (TrainDisplay, TrainingResult) Train(TrainingRun run, Output output, LiveProgress live, CancellationToken cancellation)
    {
        TrainDisplay display = new(run, output, live);
        display.Begin();
        run.AfterStep = display.Step;
        run.AfterEpoch = display.Epoch;
        return (display, run.Run(cancellation));
    }

    static int Finish(TrainDisplay display, TrainingRun run, TrainingResult result, Output output, PlanTable? steps)
    {
        double bestLoss = run.State.BestLoss;
        void Write(Utf8JsonWriter json) => WriteResult(json, result, bestLoss);
        AtomicFile.WriteAllText(run.Folder.Result, Output.JsonText(Write) + "\n");
        string? noReport = WriteReport(run, result);
        display.End(result);
        if (!output.IsJson) steps?.Write(output, "measured");
        output.Json(json =>
        {
            Write(json);
            steps?.Write(json);
        });
        if (noReport is null) return result.End == TrainingEnd.Cancelled ? ExitCode.Interrupted : ExitCode.Success;
        output.Note($"fovea: the training is done, but its report could not be written: {noReport}");
        return ExitCode.Failed;
    }

    /// <summary>Null, or why there is no report: what was trained is worth more than its picture, so its figures are shown all the same.</summary>
    static string? WriteReport(TrainingRun run, TrainingResult result)
    {
        try
        {
            TrainingReport.Write(run, result);
            return null;
        }
        catch (FoveaException error)
        {
            return error.Message;
        }
    }

    static void WriteResult(Utf8JsonWriter json, TrainingResult result, double bestLoss)
    {
        json.WriteString("model", result.Model);
        json.WriteString("data", result.Data);
        json.WriteNumber("epochs", result.Epochs);
        json.WriteString("end", result.End switch { TrainingEnd.Complete => "complete", TrainingEnd.EarlyStop => "earlyStop", _ => "cancelled" });
        json.WriteFinite("testAccuracy", result.Evaluation?.Accuracy);
        if (result.Evaluation?.Top5 is { } top5) json.WriteNumber("testTop5", top5);
        json.WriteFinite("testLoss", result.Evaluation?.Loss);
        if (result.Evaluation is not null) json.WriteString("testedWeights", result.OfLast ? "last" : "best");
        json.WriteFinite("bestValidationLoss", bestLoss == double.MaxValue ? null : bestLoss);
        json.WriteFinite("imagesPerSecond", result.ImagesPerSecond > 0 ? result.ImagesPerSecond : null);
        json.WriteFinite("seconds", result.Seconds);
        json.WriteNumber("parameters", result.Parameters);
        json.WriteString("out", result.Out);
    }
}
