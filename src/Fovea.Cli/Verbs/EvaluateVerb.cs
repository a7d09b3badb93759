using System.CommandLine;
using Fovea.Data;
using Fovea.Imaging;
using Fovea.Runs;
using Fovea.Training;

namespace Fovea.Cli.Verbs;

/// <summary>Evaluates a trained network on the test images of a data set.</summary>
sealed class EvaluateVerb : Verb
{
    const int MostRemarks = 20, MostInMatrix = 50;

    readonly Argument<string> trained = new("RUN|CHECKPOINT") { Description = "A run's folder (its best weights), or a .safetensors checkpoint" };
    readonly Option<string?> data = new("--data") { HelpName = "NAME", Description = "The data set (default: the one it was trained on)" };
    readonly Option<string?> dataDir = new("--data-dir") { HelpName = "DIR", Description = "The folder with the data set's files (default: that of the run, else the cache folder)" };

    readonly Option<string?> crops = new("--crops") { HelpName = "1|10", Description = "Views of each image: 10 averages corners, centre and their mirror images (default 1)" };
    readonly Option<bool> allowModified = new("--allow-modified") { Arity = ArgumentArity.Zero, Description = "Take data files that are not the published ones (default: as the run)" };

    public EvaluateVerb() : base("evaluate", "Show accuracy, loss, every class and the confusion matrix of a trained network",
        ("fovea evaluate runs/mine", "on the test images of the data that it was trained on"),
        ("fovea evaluate runs/mine/last.safetensors --data mnist --data-dir ~/data", "another checkpoint on other images"),
        ("fovea evaluate runs/pets --data folder --data-dir ~/more-pets --crops 10", "on one's own pictures, ten views of each"))
    {
        Add(trained);
        Add(data);
        Add(dataDir);
        Add(allowModified);
        Add(crops);
    }

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string path = call.GetRequiredValue(trained);
        string? name = call.GetValue(data);
        if (name is not null) UsageException.Of(() => DataSets.Get(name));
        int views = call.GetValue(crops) switch { null or "1" => 1, "10" => 10, var other => throw new UsageException($"--crops is {other}, but must be 1 or 10") };
        SavedModel saved = SavedModel.Open(path);
        DataSet images = LiveProgress.Show(output, live => Load(path, saved, name, call.GetValue(dataDir), call.GetValue(allowModified), live, interrupt.Token));
        long start = TimeProvider.System.GetTimestamp();
        Evaluation result = Evaluation.Of(saved.Model, images, views, interrupt.Token);
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;

        Score[] scores = [.. images.Classes.Select((label, index) => Score.Of(label, index, result.Confusion))];
        if (!output.IsJson) Write(saved, images, result, views, scores, output);
        output.Json(json =>
        {
            json.WriteString("model", saved.Name);
            json.WriteString("run", path);
            json.WriteString("data", images.Name);
            json.WriteNumber("count", result.Count);
            json.WriteNumber("accuracy", result.Accuracy);
            if (result.Top5 is { } top5) json.WriteNumber("top5", top5);
            json.WriteFinite("loss", result.Loss);
            json.WriteNumber("crops", views);
            json.WriteNumber("seconds", seconds);
            json.WriteNumber("imagesPerSecond", result.Count / Math.Max(seconds, 1e-9));
            json.WriteStartArray("classes");
            foreach (Score score in scores)
            {
                json.WriteStartObject();
                json.WriteString("name", score.Name);
                json.WriteNumber("count", score.Count);
                json.WriteFinite("recall", score.Recall);
                json.WriteFinite("precision", score.Precision);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("confusion");
            for (int row = 0; row < scores.Length; row++)
            {
                json.WriteStartArray();
                for (int column = 0; column < scores.Length; column++) json.WriteNumberValue(result.Confusion[row, column]);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        });
        return ExitCode.Success;
    }

    /// <summary>The test images, as the run itself would have them, seen with the mean and deviation that the network was trained with.</summary>
    static DataSet Load(string path, SavedModel saved, string? name, string? folder, bool allowModified, LiveProgress live, CancellationToken cancellation)
    {
        string file = new RunFolder(Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!).Experiment;
        Experiment experiment = File.Exists(file) ? new ExperimentBuilder().AddRun(file).Build() : new Experiment { Data = saved.Data };
        DataSetEntry entry = DataSets.Get(name ?? experiment.Data);
        if (folder is not null && entry.Kind == DataSetKind.Generated) throw new UsageException($"--data-dir has no effect on {entry.Name}, which is generated", "leave it out");
        if (allowModified && !entry.ChecksContent) throw new UsageException($"--allow-modified has no effect on {entry.Name}, whose files are not compared with published ones", "leave it out");
        // A folder of one's own is the run's only where the run says so itself: then it has to be split as the run split it.
        bool isTheRuns = entry.Kind == DataSetKind.Own ? name is null && File.Exists(file) : name is null || name == experiment.Data;
        if (folder is null && entry.Kind != DataSetKind.Generated) DataFiles.RequireStored(path, experiment.DataDir);
        DataSet images = entry.Load(new DataSetRequest
        {
            Train = false,
            DataDir = folder ?? (experiment.DataDir.Length > 0 ? experiment.DataDir : null),
            AllowModified = allowModified || (isTheRuns && experiment.AllowModified),
            Count = isTheRuns && experiment.TestCount > 0 ? experiment.TestCount : null,
            // Of class folders that the run has not split itself, all pictures are unseen.
            TestShare = isTheRuns ? experiment.TestShare : 1,
            Seed = (ulong)experiment.Seed,
            Preparation = saved.Preparation ?? (entry.Kind == DataSetKind.Own ? Preparation.For(saved.Input[0], saved.Input[2]) : null),
            Classes = entry.Kind == DataSetKind.Own ? saved.Classes : null,
            Progress = live,
            Cancellation = cancellation,
        });
        if (saved.Input != [images.Height, images.Width, images.Channels])
            throw new FoveaException($"{path}: the network takes images of {string.Join('x', saved.Input)}, those of {images.Name} are {images.Height}x{images.Width}x{images.Channels}",
                $"it was trained on {saved.Data}");
        if (saved.Classes.Count != images.Classes.Count)
            throw new FoveaException($"{path}: the network tells {saved.Classes.Count} classes apart, {images.Name} has {images.Classes.Count}", $"it was trained on {saved.Data}");
        return new NormalizedAs(images, saved);
    }

    static void Write(SavedModel saved, DataSet images, Evaluation result, int views, Score[] scores, Output output)
    {
        output.Line($"{saved.Name} (trained on {saved.Data}) on {images.Name}, {Figures.Count(result.Count)} images{(views == 1 ? "" : $", {views} views of each")}");
        if (images.Preparation is { } preparation) output.Line($"prepared: {preparation}");
        DataRemarks.Write(output, images.Remarks, MostRemarks);
        if (!saved.Classes.SequenceEqual(images.Classes)) output.Line($"note: the classes of {images.Name} have other names than those it was trained on");
        output.Line($"accuracy {Figures.Percent(result.Accuracy)} ({Figures.Count(result.Count - result.Mistakes().Count())} right), {(result.Top5 is { } top5 ? $"top five {Figures.Percent(top5)}, " : "")}loss {Figures.Loss(result.Loss)}");
        output.Line();
        Listing classes = new("class", ">images", ">found", ">right when named");
        foreach (Score score in scores)
            classes.Add(score.Name, Figures.Count(score.Count), score.Recall is { } found ? Figures.Percent(found) : "-", score.Precision is { } right ? Figures.Percent(right) : "-");
        classes.Write(output);
        if (scores.Length > MostInMatrix) return;
        output.Line();
        output.Line("confusion matrix (row: what it is, column: what it was taken for)");
        Listing matrix = new(["", .. scores.Select((score, column) => $">{Short(score, column)}")]);
        for (int row = 0; row < scores.Length; row++)
            matrix.Add([scores[row].Name, .. Enumerable.Range(0, scores.Length).Select(column => result.Confusion[row, column] is > 0 and var n ? Figures.Count(n) : ".")]);
        matrix.Write(output);
    }

    /// <summary>Names that would make the matrix wide are cut; the rows have them whole, in the same order.</summary>
    static string Short(Score score, int column) => score.Name.Length <= 6 ? score.Name : $"{score.Name[..4]}.{column}";

    /// <summary>How one class did.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Count">Images of it.</param>
    /// <param name="Recall">The share of them that was recognised; null where there are none.</param>
    /// <param name="Precision">The share of the images taken for it that are of it; null where none were.</param>
    sealed record Score(string Name, int Count, double? Recall, double? Precision)
    {
        public static Score Of(string name, int index, int[,] confusion)
        {
            int classes = confusion.GetLength(0), right = confusion[index, index];
            int count = Enumerable.Range(0, classes).Sum(column => confusion[index, column]), named = Enumerable.Range(0, classes).Sum(row => confusion[row, index]);
            return new Score(name, count, count == 0 ? null : (double)right / count, named == 0 ? null : (double)right / named);
        }
    }

    /// <summary>A data set under the mean and deviation that a network was trained with, which may not be its own.</summary>
    sealed class NormalizedAs(DataSet data, SavedModel saved)
        : DataSet(data.Name, data.Height, data.Width, data.Channels, data.Classes, saved.Mean, saved.Deviation)
    {
        public override int Count => data.Count;

        public override Preparation? Preparation => data.Preparation;

        public override string Describe(int index) => data.Describe(index);

        protected override void ReadSample(int index, Span<float> pixels, out int label) => data.Read(index, pixels, out label);

        protected override Image<byte> ReadWhole(int index, out int label) => data.ReadPicture(index, out label);
    }
}
