using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fovea.Cli.Filtering;
using Fovea.Cli.Pictures;
using Fovea.Imaging;

namespace Fovea.Cli.Verbs;

/// <summary>Filters pictures, one or thousands.</summary>
sealed class FilterVerb : Verb
{
    readonly Argument<string> pipeline = new("PIPELINE") { Description = "Filters in quotes, one after the other: \"NAME parameter=value ... | NAME ...\"; fovea filters lists them" };
    readonly Argument<string[]> inputs = new("IMAGE|FOLDER") { Arity = ArgumentArity.OneOrMore, Description = $"What to filter: {PictureSource.Help}; folders with all their pictures" };
    readonly Option<string> target = new("--out", "-o") { HelpName = "FILE|FOLDER", Required = true, Description = "The file to write, in the format of its name (- for standard output); for several pictures a folder" };
    readonly Option<string?> format = new("--format") { HelpName = string.Join('|', PictureFormat.Names), Description = "The format of results in a folder and on standard output (default png)" };
    readonly Option<bool> recursive = new("--recursive", "-r") { Arity = ArgumentArity.Zero, Description = "Take the pictures of folders inside folders too" };
    readonly Option<string?> region = new("--region") { HelpName = "X,Y,W,H", Description = "Only this part of the result: left, top, width, height in its pixels; the filters see what lies around it" };
    readonly Option<bool> sheet = new("--sheet") { Arity = ArgumentArity.Zero, Description = "Write one picture of the input and every step, side by side with captions" };
    readonly Option<string?> range = new("--range") { HelpName = "LOW:HIGH", Description = "The samples that become black and white, instead of those found (see below)" };
    readonly Option<string?> depth = new("--depth") { HelpName = "8|16", Description = "The bits of a sample in PNG and PNM files (default: the result's own; of floats 8)" };
    readonly Option<bool> flatten = new("--flatten") { Arity = ArgumentArity.Zero, Description = "Lay transparent pictures on white first" };
    readonly Option<string?> quality = new("--quality") { HelpName = "1-100", Description = "The quality of JPEG files (default 90)" };
    readonly Option<string?> jobs = new("--jobs", "-j") { HelpName = "N", Description = "How many pictures at the same time (default: the number of processors)" };
    readonly Option<string?> shard = new("--shard") { HelpName = "I/N", Description = "Do only the I-th of N parts of the pictures; the others are for other machines" };
    readonly Option<bool> force = new("--force") { Arity = ArgumentArity.Zero, Description = "Do again what is done already, and let results replace their inputs" };

    public FilterVerb() : base("filter", "Filter pictures: a file, several, or folders of them",
        ("fovea filter \"gaussian sigma=2 | sobel | nms\" in.jpg -o out.png", "edges of one picture, thinned"),
        ("fovea filter \"median size=5\" photos -o cleaned", "a folder into a folder; the same call again does only what is new"),
        ("fovea filter identity photos -o small --format jpg --quality 80 --recursive", "nothing but another format, folders inside too"),
        ("fovea filter \"gaussian sigma=2 | sobel\" scene -o steps.png --sheet", "every step of a pipeline in one picture, on the scene that fovea draws"),
        ("fovea filter sobel in.png -o out.pfm", "the numbers as they are, as floats"),
        ("fovea filter \"gaussian sigma=8\" photos -o blurred --shard 2/4", "the second of four parts, each on its own machine"))
    {
        foreach (Argument argument in new Argument[] { pipeline, inputs }) Add(argument);
        foreach (Option option in new Option[] { target, format, recursive, region, sheet, range, depth, flatten, quality, jobs, shard, force }) Add(option);
    }

    public override string Details => $"""
        Pictures are told by their content and stand upright as their EXIF data says. Samples keep their units. Where a filter gives real numbers (a derivative,
        a distance) and the format has none, 0 to the largest becomes black to white; where some are negative, 0 becomes the middle grey. What was mapped is said
        for every file; --range fixes it, and .pfm keeps floats as they are. Floats that are still a picture's are written from 0 to 1.

        Results of several pictures have their names. One that is there, is newer than its picture and was made by the same call is skipped: the folder
        remembers in {OutputFolder.RecordName} what its results were made with. A picture that cannot be filtered is listed at the end, the others are done, and
        the exit code is 1. A file is written under another name and renamed, so no half of one stands under its own.
        """;

    public override int Execute(ParseResult call, Output output, Interrupt interrupt)
    {
        string[] sources = call.GetRequiredValue(inputs);
        string to = call.GetRequiredValue(target);
        FilterRecipe recipe = Recipe(call, sources);
        (int part, int parts) = Shard(call.GetValue(shard));
        int atOnce = Number(call, jobs, 1, 1024) ?? Environment.ProcessorCount;
        bool isFolder = to != PictureSource.Stream && (sources.Length > 1 || sources.Any(Directory.Exists) || Directory.Exists(to) || Path.EndsInDirectorySeparator(to));
        PictureFormat kind = call.GetValue(format) is { } named ? PictureFormat.Get(named) : isFolder || to == PictureSource.Stream ? PictureFormat.Get("png") : PictureFormat.Of(to);
        if (recipe.Range is not null && kind.Depths[0] == PixelDepth.Float32) throw new UsageException($"--range: {kind.Extension} files keep floats as they are", "leave it out, or choose another format");
        if (isFolder) return Folder(recipe, sources, to, kind, part, parts, atOnce, call, output, interrupt);

        foreach (Option idle in new Option[] { recursive, jobs, shard })
            if (call.GetResult(idle) is { Implicit: false }) throw new UsageException($"{idle.Name} has no effect on one picture", "leave it out, or write into a folder");
        if (to == PictureSource.Stream && sources.Length > 1) throw new UsageException("standard output holds one picture", "write several into a folder");
        if (to != PictureSource.Stream && call.GetValue(format) is not null && PictureFormat.Of(to) != kind) throw new UsageException($"--format {call.GetValue(format)} and the name {to} do not agree", "leave one of them out");
        if (!call.GetValue(force) && IsSame(sources[0], to)) throw new UsageException($"{to} is the input", "choose another name; --force replaces it");
        FilterResult result = recipe.Apply(sources[0], to, kind);
        string line = $"{to}: {Describe(result)}";
        if (to == PictureSource.Stream) output.Note(line);
        else output.Line(line);
        if (to != PictureSource.Stream)
            output.Json(json =>
            {
                json.WriteString("recipe", recipe.ToString());
                Write(json, sources[0], to, result);
            });
        return ExitCode.Success;
    }

    FilterRecipe Recipe(ParseResult call, string[] sources)
    {
        string text = call.GetRequiredValue(pipeline);
        // Without quotes the shell takes a pipeline apart.
        if (sources.FirstOrDefault(source => source.Contains('=', StringComparison.Ordinal) && !Path.Exists(source)) is { } word)
            throw new UsageException($"'{word}' is no picture", $"put the whole pipeline in quotes: fovea filter \"{text} {word}\" IMAGE -o OUT");
        try
        {
            return new FilterRecipe(Pipeline.Parse(text))
            {
                Region = call.GetValue(region) is { } part ? Part(part) : null,
                Sheet = call.GetValue(sheet),
                Flatten = call.GetValue(flatten),
                Range = call.GetValue(range) is { } ends ? SampleRange.Parse(ends) : null,
                Depth = call.GetValue(depth) switch { null => null, "8" => PixelDepth.UInt8, "16" => PixelDepth.UInt16, var other => throw new UsageException($"--depth is {other}, but must be 8 or 16") },
                Quality = Number(call, quality, 1, 100),
            };
        }
        catch (FoveaException error) when (Path.Exists(text))
        {
            throw new UsageException($"{text} is a file, not a pipeline", $"the filters come first: fovea filter \"gaussian sigma=2\" {text} -o OUT ({error.Message.Split('\n')[0]})");
        }
        catch (FoveaException error)
        {
            throw UsageException.From(error);
        }
    }

    int Folder(FilterRecipe recipe, string[] sources, string folder, PictureFormat kind, int part, int parts, int atOnce, ParseResult call, Output output, Interrupt interrupt)
    {
        if (File.Exists(folder)) throw new UsageException($"{folder} is a file", "several pictures need a folder");
        bool again = call.GetValue(force);
        FilterInputs found = FilterInputs.IntoFolder(sources, folder, kind, call.GetValue(recursive));
        if (found.Tasks.Count == 0) throw new FoveaException($"{string.Join(", ", sources)}: there are no pictures in it", "--recursive looks into folders inside");
        FilterTask[] tasks = [.. found.Tasks.Where((_, i) => i % parts == part - 1)];
        OutputFolder results = OutputFolder.Open(folder, $"{recipe} {kind.Extension}");
        foreach (FilterTask task in tasks.Where(task => task.Status == FilterStatus.Waiting))
        {
            if (!again && IsSame(task.From, task.To)) task.Fail($"{task.From}: the result would replace it\n  hint: choose another folder; --force replaces it");
            else if (!again && results.Holds(task)) task.Skip();
        }
        long start = Stopwatch.GetTimestamp();
        bool stopped = RunAll([.. tasks.Where(task => task.Status == FilterStatus.Waiting)], recipe, kind, atOnce, output, interrupt);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        foreach (FilterTask task in tasks.Where(task => task.Status == FilterStatus.Failed)) output.Note($"fovea: {task.Error}");
        int Count(FilterStatus status) => tasks.Count(task => task.Status == status);
        int failed = Count(FilterStatus.Failed);
        string left = found.LeftOut.Count == 0 ? "" : $"; no pictures: {string.Join(", ", found.LeftOut.Take(5).Select(Path.GetFileName))}{(found.LeftOut.Count > 5 ? $" and {found.LeftOut.Count - 5} more" : "")}";
        output.Line($"{Count(FilterStatus.Done)} done in {Figures.Time(seconds)}, {Count(FilterStatus.Skipped)} there already, {failed} failed{(parts > 1 ? $" (part {part} of {parts}: {tasks.Length} of {found.Tasks.Count} pictures)" : "")}{left}");
        if (stopped) output.Note($"stopped with {Count(FilterStatus.Waiting)} to do: the same call goes on from here");
        output.Json(json =>
        {
            json.WriteString("recipe", recipe.ToString());
            json.WriteString("folder", folder);
            foreach (FilterStatus status in new[] { FilterStatus.Done, FilterStatus.Skipped, FilterStatus.Failed, FilterStatus.Waiting }) json.WriteNumber(StatusName(status), Count(status));
            json.WriteFinite("seconds", seconds);
            json.WriteStartArray("files");
            foreach (FilterTask task in tasks)
            {
                json.WriteStartObject();
                json.WriteString("status", StatusName(task.Status));
                Write(json, task.From, task.To, task.Result);
                if (task.Error is not null) json.WriteString("error", task.Error);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("noPictures");
            foreach (string path in found.LeftOut) json.WriteStringValue(path);
            json.WriteEndArray();
        });
        return stopped ? ExitCode.Interrupted : failed > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    /// <summary>Does the tasks, several at the same time, and says whether it was stopped before the end.</summary>
    static bool RunAll(FilterTask[] tasks, FilterRecipe recipe, PictureFormat kind, int atOnce, Output output, Interrupt interrupt)
    {
        CancellationToken stop = interrupt.Token;
        Lock one = new();
        int ended = 0;
        LiveProgress.Show(output, live => Parallel.ForEach(tasks, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, (task, loop) =>
        {
            if (stop.IsCancellationRequested)
            {
                loop.Stop();
                return;
            }
            task.Run(recipe, kind);
            lock (one)
            {
                output.Line(task.Status == FilterStatus.Done ? $"done    {task.From} -> {task.To}: {Describe(task.Result!)}" : $"FAILED  {task.From}");
                live.Report("pictures", (double)++ended / tasks.Length, $"{ended} of {tasks.Length} pictures");
            }
        }));
        return stop.IsCancellationRequested && Array.Exists(tasks, task => task.Status == FilterStatus.Waiting);
    }

    static string Describe(FilterResult result) => string.Join("; ", result.Remarks.Prepend(result.Kind.ToString()));

    static string StatusName(FilterStatus status) => status.ToString().ToLowerInvariant();

    static void Write(Utf8JsonWriter json, string from, string to, FilterResult? result)
    {
        json.WriteString("from", from);
        json.WriteString("to", to);
        if (result is null) return;
        json.WriteNumber("height", result.Kind.Height);
        json.WriteNumber("width", result.Kind.Width);
        json.WriteNumber("channels", result.Kind.Channels);
        json.WriteString("depth", result.Kind.Depth.ToString());
        json.WriteStartArray("remarks");
        foreach (string remark in result.Remarks) json.WriteStringValue(remark);
        json.WriteEndArray();
    }

    static bool IsSame(string from, string to) => !PictureSource.IsNoFile(from) && Path.GetFullPath(from) == Path.GetFullPath(to);

    static (int Part, int Parts) Shard(string? text)
    {
        if (text is null) return (1, 1);
        string[] words = text.Split('/');
        if (words.Length == 2 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int part) && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parts) && part >= 1 && part <= parts)
            return (part, parts);
        throw new UsageException($"--shard is {text}, but must be I/N with I from 1 to N", "the second of four parts is 2/4");
    }

    static Region Part(string text)
    {
        int[] sides = [.. text.Split(',').Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : -1)];
        if (sides.Length == 4 && sides.Min() >= 0 && sides[2] > 0 && sides[3] > 0) return new Region(sides[1], sides[0], sides[3], sides[2]);
        throw new UsageException($"--region is {text}, but must be X,Y,W,H: whole numbers, width and height of at least 1");
    }

    static int? Number(ParseResult call, Option<string?> option, int least, int most)
    {
        if (call.GetValue(option) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most) return number;
        throw new UsageException($"{option.Name} is {text}, but must be a whole number from {least} to {most}");
    }
}
