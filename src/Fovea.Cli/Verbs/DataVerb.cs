using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fovea.Data;
using Fovea.Imaging;

namespace Fovea.Cli.Verbs;

/// <summary>Lists the data sets, or loads and looks into one.</summary>
sealed class DataVerb : Verb
{
    const int SheetRows = 12;

    static readonly string[] Exported = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];

    readonly Argument<string?> name = new("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "The data set to load and check; without it all are listed" };
    readonly Option<string?> dataDir = new("--data-dir") { HelpName = "DIR", Description = "The folder with the files (default: the cache folder, downloaded once)" };
    readonly Option<string?> sheet = new("--sheet") { HelpName = "OUT.png", Description = $"Write a picture of training images: a column a class, {SheetRows} rows" };
    readonly Option<string?> export = new("--export") { HelpName = "DIR", Description = "Write both parts as IDX files, packed with gzip" };
    readonly Option<bool> allowModified = new("--allow-modified") { Arity = ArgumentArity.Zero, Description = "Take files that are not the published ones, if their format is right" };
    readonly Option<bool> force = new("--force") { Arity = ArgumentArity.Zero, Description = "Let --export replace files that are there" };
    readonly Option<string?> count = new("--count") { HelpName = "N", Description = "How many training and how many test images (default: all)" };
    readonly Option<string?> seed = new("--seed") { HelpName = "N", Description = "The seed of generated data (default 1)" };

    public DataVerb() : base("data", "List the data sets, or load and check one",
        ("fovea data", "every data set, and whether its files are here"),
        ("fovea data digits --sheet digits.png", "what the generated digits look like"),
        ("fovea data mnist --data-dir ~/data", "check files"),
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
        bool generated = entry.Files.Count == 0;
        if ((generated ? new Option[] { dataDir, allowModified } : [seed]).FirstOrDefault(option => IsGiven(call, option)) is { } idle)
            throw new UsageException($"{idle.Name} has no effect on {entry.Name}, which is {(generated ? "generated" : "read from files")}", "leave it out");
        if (call.GetValue(force) && call.GetValue(export) is null) throw new UsageException("--force has no effect without --export", "leave it out");
        if (call.GetValue(export) is { } target && !call.GetValue(force)) RefuseExisting(target);
        int? number = Number(call, count) is { } n ? checked((int)n) : null;
        ulong from = (ulong)(Number(call, seed, least: 0) ?? 1);
        return LiveProgress.Show(output, live =>
        {
            DataSetRequest request = new() { DataDir = folder, AllowModified = call.GetValue(allowModified), Count = number, Seed = from, Progress = live, Cancellation = interrupt.Token };
            DataSet train = entry.Load(request), test = entry.Load(request with { Train = false });
            Examine(entry, train, test, call.GetValue(sheet), call.GetValue(export), output, interrupt.Token);
            return ExitCode.Success;
        });
    }

    static bool IsGiven(ParseResult call, Option option) => call.GetResult(option) is { Implicit: false };

    static void ListAll(string? folder, Output output)
    {
        if (!output.IsJson)
        {
            Listing listing = new("name", ">training", ">test", "sample", ">classes", "files", "description", "source");
            foreach (DataSetEntry entry in DataSets.All)
                listing.Add(entry.Name, Figures.Count(entry.TrainCount), Figures.Count(entry.TestCount), $"{entry.Height}x{entry.Width}x{entry.Channels}",
                    $"{entry.Classes.Count}", DataFiles.Of(entry, folder).Describe(), entry.Description, entry.Source);
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
                DataFiles files = DataFiles.Of(entry, folder);
                json.WriteStartObject();
                WriteEntry(json, entry);
                json.WriteNumber("train", entry.TrainCount);
                json.WriteNumber("test", entry.TestCount);
                json.WriteBoolean("present", files.Missing.Count == 0);
                json.WriteStartArray("missing");
                foreach (string file in files.Missing) json.WriteStringValue(file);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    static void Examine(DataSetEntry entry, DataSet train, DataSet test, string? sheet, string? export, Output output, CancellationToken cancellation)
    {
        int[] trainCounts = CountClasses(train, cancellation), testCounts = CountClasses(test, cancellation);
        (double[] mean, double[] deviation) = train.MeasureChannels();
        if (sheet is not null) ImageFile.Write(sheet, Sheet(train));
        if (export is not null) Export(train, test, export);
        if (!output.IsJson)
        {
            output.Line($"{entry.Name}: {entry.Description} ({entry.Source})");
            output.Line($"samples of {train.Height}x{train.Width}x{train.Channels}; training pixels: mean {List(mean)}, deviation {List(deviation)} " +
                $"(the loader uses {List(train.Mean)} and {List(train.Deviation)})");
            output.Line();
            Listing listing = new("class", ">training", ">test");
            for (int i = 0; i < trainCounts.Length; i++) listing.Add(train.Classes[i], Figures.Count(trainCounts[i]), Figures.Count(testCounts[i]));
            listing.Add("all", Figures.Count(train.Count), Figures.Count(test.Count));
            listing.Write(output);
            if (sheet is not null) output.Line($"picture: {sheet}");
            if (export is not null) output.Line($"files: {export}");
        }
        output.Json(json =>
        {
            WriteEntry(json, entry);
            json.WriteNumber("train", train.Count);
            json.WriteNumber("test", test.Count);
            WriteNumbers(json, "trainPerClass", trainCounts.Select(value => (double)value));
            WriteNumbers(json, "testPerClass", testCounts.Select(value => (double)value));
            WriteNumbers(json, "mean", mean);
            WriteNumbers(json, "deviation", deviation);
            if (sheet is not null) json.WriteString("sheet", sheet);
            if (export is not null) json.WriteString("export", export);
        });
    }

    static int[] CountClasses(DataSet data, CancellationToken cancellation)
    {
        int[] counts = new int[data.Classes.Count];
        float[] pixels = new float[data.SampleLength];
        for (int i = 0; i < data.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            data.Read(i, pixels, out int label);
            counts[label]++;
        }
        return counts;
    }

    /// <summary>The first samples of every class, a column a class.</summary>
    static Image<byte> Sheet(DataSet data)
    {
        int classes = data.Classes.Count;
        Image?[] cells = new Image?[SheetRows * classes];
        int[] found = new int[classes];
        float[] pixels = new float[data.SampleLength];
        for (int i = 0; i < data.Count && found.Any(row => row < SheetRows); i++)
        {
            data.Read(i, pixels, out int label);
            if (found[label] < SheetRows) cells[found[label]++ * classes + label] = new Image<float>(data.Height, data.Width, data.Channels, pixels);
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

    static void WriteEntry(Utf8JsonWriter json, DataSetEntry entry)
    {
        json.WriteString("name", entry.Name);
        json.WriteString("description", entry.Description);
        json.WriteString("source", entry.Source);
        json.WriteShape("sample", [entry.Height, entry.Width, entry.Channels]);
        json.WriteStartArray("classes");
        foreach (string label in entry.Classes) json.WriteStringValue(label);
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
