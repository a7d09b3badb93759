using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fovea.Data;
using Fovea.Imaging;

namespace Fovea.Cli.Verbs;

/// <summary>Lists the data sets, or loads and looks into one.</summary>
sealed class DataVerb : Verb
{
    const int SheetRows = 12, MostSheetColumns = 100;

    static readonly string[] Exported = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];

    readonly Argument<string?> name = new("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "The data set to load and check; without it all are listed" };
    readonly Option<string?> dataDir = new("--data-dir") { HelpName = "DIR", Description = "The folder with the files (default: the cache folder, downloaded once)" };
    readonly Option<string?> sheet = new("--sheet") { HelpName = "OUT.png", Description = $"Write a picture of training images: a column a class (at most {MostSheetColumns}), {SheetRows} rows" };
    readonly Option<string?> export = new("--export") { HelpName = "DIR", Description = "Write both parts as IDX files, packed with gzip" };
    readonly Option<bool> allowModified = new("--allow-modified") { Arity = ArgumentArity.Zero, Description = "Take files that are not the published ones, if their format is right" };
    readonly Option<bool> force = new("--force") { Arity = ArgumentArity.Zero, Description = "Let --export replace files that are there" };
    readonly Option<string?> count = new("--count") { HelpName = "N", Description = "How many training and how many test images (default: all)" };
    readonly Option<string?> seed = new("--seed") { HelpName = "N", Description = "The seed of generated data (default 1)" };

    public DataVerb() : base("data", "List the data sets, or load and check one",
        ("fovea data", "every data set, and whether its files are here"),
        ("fovea data digits --sheet digits.png", "what the generated digits look like"),
        ("fovea data mnist --data-dir ~/data", "check files"),
        ("fovea data folder --data-dir ~/pets --sheet pets.png", "decode every picture below one folder for each class, and list what is none"),
        ("fovea data digits --count 5000 --seed 7 --export digits-idx", "generated digits as files for other programs"))
    {
        Add(name);
        Add(dataDir);
        Add(allowModified);
        Add(sheet);
        Add(export);
        Add(force);
        Add(count);
        Add(seed);
    }

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string? folder = call.GetValue(dataDir);
        if (call.GetValue(name) is not { } asked)
        {
            Option? useless = new Option[] { allowModified, sheet, export, force, count, seed }.FirstOrDefault(option => IsGiven(call, option));
            if (useless is not null) throw new UsageException($"{useless.Name} needs the name of a data set", $"known: {string.Join(", ", DataSets.Names)}");
            ListAll(folder, output);
            return ExitCode.Success;
        }
        DataSetEntry entry = UsageException.Of(() => DataSets.Get(asked));
        foreach (Option idle in WithoutEffect(entry))
            if (IsGiven(call, idle)) throw new UsageException($"{idle.Name} has no effect on {entry.Name}, {Nature(entry)}", "leave it out");
        if (entry.Kind == DataSetKind.Own && folder is null) throw new UsageException($"{entry.Name}: which folder?", $"--data-dir DIR: {FolderDataSet.Layout}");
        if (call.GetValue(force) && call.GetValue(export) is null) throw new UsageException("--force has no effect without --export", "leave it out");
        if (call.GetValue(export) is { } target && !call.GetValue(force)) RefuseExisting(target);
        int? number = Number(call, count) is { } n ? checked((int)n) : null;
        ulong from = (ulong)(Number(call, seed, least: 0) ?? 1);
        return LiveProgress.Show(output, live =>
        {
            DataSetRequest request = new() { DataDir = folder, AllowModified = call.GetValue(allowModified), Count = number, Seed = from, Progress = live, Cancellation = interrupt.Token };
            DataSet train = entry.Load(request), test = entry.Load(request with { Train = false });
            return Examine(entry, train, test, call.GetValue(sheet), call.GetValue(export), output, interrupt.Token);
        });
    }

    Option[] WithoutEffect(DataSetEntry entry) => entry.Kind switch
    {
        DataSetKind.Generated => [dataDir, allowModified],
        DataSetKind.Own => [allowModified],
        _ => entry.ChecksContent ? [seed] : [seed, allowModified],
    };

    static string Nature(DataSetEntry entry) => entry.Kind switch
    {
        DataSetKind.Generated => "which is generated",
        DataSetKind.Own => "which is whatever lies there",
        _ => entry.ChecksContent ? "which is read from files" : "which is read from files that are not compared with published ones",
    };

    static bool IsGiven(ParseResult call, Option option) => call.GetResult(option) is { Implicit: false };

    static void ListAll(string? folder, Output output)
    {
        if (!output.IsJson)
        {
            Listing listing = new("name", ">training", ">test", "sample", ">classes", "files", "description", "source");
            foreach (DataSetEntry entry in DataSets.All)
            {
                bool own = entry.Kind == DataSetKind.Own;
                listing.Add(entry.Name, own ? "any" : Figures.Count(entry.TrainCount), own ? "any" : Figures.Count(entry.TestCount),
                    own ? "any" : $"{entry.Height}x{entry.Width}x{entry.Channels}", own ? "any" : $"{entry.Classes.Count}", DataFiles.Describe(entry, folder),
                    entry.Description, entry.Source);
            }
            listing.Write(output);
            output.Line();
            output.Line($"cache folder: {CacheFolder.Default}");
        }
        output.Json(json =>
        {
            json.WriteString("cache", CacheFolder.Default);
            json.WriteStartArray("dataSets");
            foreach (DataSetEntry entry in DataSets.All)
            {
                IReadOnlyList<string> missing = entry.Missing(folder);
                json.WriteStartObject();
                WriteEntry(json, entry, null);
                bool own = entry.Kind == DataSetKind.Own;
                json.WriteFinite("train", own ? null : entry.TrainCount);
                json.WriteFinite("test", own ? null : entry.TestCount);
                json.WriteBoolean("present", own ? Directory.Exists(folder) : missing.Count == 0);
                WriteTexts(json, "missing", missing);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    static int Examine(DataSetEntry entry, DataSet train, DataSet test, string? sheet, string? export, Output output, CancellationToken cancellation)
    {
        DataSetSurvey learned = DataSetSurvey.Of(train, cancellation), tested = DataSetSurvey.Of(test, cancellation);
        DataSetSurvey? validation = train.Validation is { } own ? DataSetSurvey.Of(own, cancellation) : null;
        IReadOnlyList<string> remarks = DataRemarks.Of(train, train.Validation, test);
        string[] damaged = [.. new[] { learned, validation, tested }.SelectMany(survey => survey?.Damaged ?? []).Select(error => error.Message).Distinct()];
        if (sheet is not null) ImageFile.Write(sheet, Sheet(train, learned));
        if (export is not null) Export(train, test, export);
        if (!output.IsJson)
        {
            output.Line($"{entry.Name}: {entry.Description} ({entry.Source})");
            output.Line($"samples of {train.Height}x{train.Width}x{train.Channels}; training pixels: mean {List(learned.Mean)}, deviation {List(learned.Deviation)} " +
                $"(the loader uses {List(train.Mean)} and {List(train.Deviation)})");
            if (train.Preparation is { } preparation) output.Line($"prepared: {preparation}");
            output.Line();
            (string Head, DataSetSurvey Survey)[] parts = [("training", learned), .. validation is null ? [] : new[] { ("validation", validation) }, ("test", tested)];
            Listing listing = new(["class", .. parts.Select(part => $">{part.Head}")]);
            for (int i = 0; i < train.Classes.Count; i++) listing.Add([train.Classes[i], .. parts.Select(part => Figures.Count(part.Survey.PerClass[i]))]);
            listing.Add(["all", .. parts.Select(part => Figures.Count(part.Survey.PerClass.Sum()))]);
            listing.Write(output);
            DataRemarks.Write(output, remarks);
            if (sheet is not null) output.Line($"picture: {sheet}");
            if (export is not null) output.Line($"files: {export}");
        }
        output.Json(json =>
        {
            WriteEntry(json, entry, train);
            json.WriteNumber("train", learned.PerClass.Sum());
            if (validation is not null) json.WriteNumber("validation", validation.PerClass.Sum());
            json.WriteNumber("test", tested.PerClass.Sum());
            WriteNumbers(json, "trainPerClass", learned.PerClass.Select(value => (double)value));
            if (validation is not null) WriteNumbers(json, "validationPerClass", validation.PerClass.Select(value => (double)value));
            WriteNumbers(json, "testPerClass", tested.PerClass.Select(value => (double)value));
            WriteNumbers(json, "mean", learned.Mean);
            WriteNumbers(json, "deviation", learned.Deviation);
            if (train.Preparation is { } preparation) json.WriteString("prepared", preparation.ToString());
            WriteTexts(json, "remarks", remarks);
            WriteTexts(json, "damaged", damaged);
            if (sheet is not null) json.WriteString("sheet", sheet);
            if (export is not null) json.WriteString("export", export);
        });
        if (damaged.Length == 0) return ExitCode.Success;
        foreach (string error in damaged) output.Note($"fovea: {error}");
        output.Note($"fovea: {(damaged.Length == 1 ? "1 picture" : $"{Figures.Count(damaged.Length)} pictures")} cannot be read: a training stops there; remove or repair what is named above");
        return ExitCode.Failed;
    }

    /// <summary>The first samples of every class, a column a class.</summary>
    static Image<byte> Sheet(DataSet data, DataSetSurvey survey)
    {
        int classes = Math.Min(data.Classes.Count, MostSheetColumns);
        Image?[] cells = new Image?[SheetRows * classes];
        int[] found = new int[classes];
        float[] pixels = new float[data.SampleLength];
        for (int i = 0; i < data.Count; i++)
        {
            int label = survey.Labels[i];
            if (label < 0 || label >= classes || found[label] == SheetRows) continue;
            data.Read(i, pixels, out _);
            cells[found[label]++ * classes + label] = new Image<float>(data.Height, data.Width, data.Channels, pixels);
        }
        int rows = Math.Max(1, found.Max());
        Image<byte> empty = new(data.Height, data.Width, data.Channels);
        empty.Pixels.Fill(255);
        return ContactSheet.Create([.. cells.Take(rows * classes).Select(cell => cell ?? empty)], columns: classes);
    }

    /// <summary>Before any work: files that are there are replaced only where that is asked for.</summary>
    static void RefuseExisting(string folder)
    {
        if (Exported.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) is { } found)
            throw new FoveaException($"{Path.Combine(folder, found)}: the file is there already", "export into another folder, or let it be replaced: --force");
    }

    static void Export(DataSet train, DataSet test, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FoveaException($"{folder}: the folder cannot be created: {error.Message}", "choose a folder that can be written", error);
        }
        string[] paths = Array.ConvertAll(Exported, name => Path.Combine(folder, name));
        IdxImages.Write(train, paths[0], paths[1]);
        IdxImages.Write(test, paths[2], paths[3]);
    }

    static void WriteEntry(Utf8JsonWriter json, DataSetEntry entry, DataSet? loaded)
    {
        json.WriteString("name", entry.Name);
        json.WriteString("description", entry.Description);
        json.WriteString("source", entry.Source);
        json.WriteShape("sample", loaded is null ? [entry.Height, entry.Width, entry.Channels] : [loaded.Height, loaded.Width, loaded.Channels]);
        WriteTexts(json, "classes", loaded?.Classes ?? entry.Classes);
    }

    static void WriteTexts(Utf8JsonWriter json, string property, IEnumerable<string> texts)
    {
        json.WriteStartArray(property);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    static void WriteNumbers(Utf8JsonWriter json, string property, IEnumerable<double> values)
    {
        json.WriteStartArray(property);
        foreach (double value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    static long? Number(ParseResult call, Option<string?> option, int least = 1)
    {
        if (call.GetValue(option) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= int.MaxValue) return number;
        throw new UsageException($"{option.Name} is {text}, but must be a whole number from {least} to {int.MaxValue}");
    }

    static string List<T>(IEnumerable<T> values) where T : IFormattable => string.Join(", ", values.Select(value => value.ToString("0.0000", CultureInfo.InvariantCulture)));
}
