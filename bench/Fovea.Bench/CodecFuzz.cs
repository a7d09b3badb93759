using System.Diagnostics;
using System.Globalization;
using Fovea.Imaging;
using Fovea.Imaging.Tests;

namespace Fovea.Bench;

/// <summary>
/// Reads damaged image files: generated ones of every format and, with a folder, the real ones in it. Every case must give an image or a
/// <see cref="BadFileException"/> within a processor time and an amount of memory, and <see cref="ImageFile.Identify(Stream, string)"/> must say of an image what reading gives.
/// A case follows from seed and number alone, so it can be run again.
/// </summary>
static class CodecFuzz
{
    // Small files are damaged where it matters more often, and a case takes a millisecond.
    const int MostFileBytes = 200_000;

    static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp", ".dib", ".pbm", ".pgm", ".ppm", ".pnm", ".pfm"];

    // What a few kilobytes may unfold to; the limit on memory is some multiple of it.
    static readonly ImageLimits Limits = new() { MaxPixels = 1 << 24, MaxBytes = 64 << 20 };

    public static int Run(string[] args)
    {
        int cases = 100_000, seed = 1, seconds = 10, megabytes = 256, first = 0;
        string? folder = null, keep = null;
        for (int i = 0; i + 1 < args.Length; i += 2)
            switch (args[i])
            {
                case "--cases": cases = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--seed": seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--from": first = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--seconds": seconds = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--megabytes": megabytes = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
                case "--folder": folder = args[i + 1]; break;
                case "--keep": keep = args[i + 1]; break;
                default: throw new FoveaException($"fuzz: there is no option {args[i]}", "--cases, --seed, --from, --seconds, --megabytes, --folder, --keep");
            }
        ILookup<ImageFormat, byte[]> files = Files(folder);
        byte[][] all = [.. files.SelectMany(group => group)];
        Console.WriteLine($"{all.Length} files: {string.Join(", ", files.Select(group => $"{group.Count()} {group.Key}"))}");

        Dictionary<string, int> outcomes = [];
        int bad = 0, slowestCase = 0, largestCase = 0;
        double slowest = 0;
        long largest = 0, began = Stopwatch.GetTimestamp();
        Watch watch = new(TimeSpan.FromSeconds(seconds), seed, keep);
        for (int number = first; number < first + cases; number++)
        {
            Random random = new(unchecked(seed * 1_000_003 + number));
            // Every format has the same share.
            IGrouping<ImageFormat, byte[]> group = files.ElementAt(random.Next(files.Count));
            byte[][] kind = [.. group];
            byte[] damaged = FileDamage.Of(kind[random.Next(kind.Length)], kind[random.Next(kind.Length)], random);
            watch.Begin(number, damaged);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            string? fault = Try(damaged, out bool read);
            double took = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            long taken = GC.GetTotalAllocatedBytes(precise: true) - before;
            watch.End();
            if (took > slowest) (slowest, slowestCase) = (took, number);
            if (taken > largest) (largest, largestCase) = (taken, number);
            if (fault is null && taken > (long)megabytes << 20) fault = $"takes {taken >> 20} MB";
            string outcome = $"{group.Key} {(fault is not null ? "FAULT" : read ? "read" : "refused")}";
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (fault is not null)
            {
                bad++;
                Console.WriteLine($"case {number} (--seed {seed} --from {number} --cases 1), {group.Key}: {fault}");
                Keep(keep, number, damaged);
            }
            if ((number + 1) % 10_000 == 0) Console.WriteLine($"{number + 1 - first} cases, {bad} faults, {Stopwatch.GetElapsedTime(began).TotalSeconds:f0} s");
        }
        foreach ((string outcome, int count) in outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Console.WriteLine($"{outcome,16} {count,8}");
        Console.WriteLine($"{cases} cases with seed {seed}: {bad} faults; the slowest took {slowest * 1e3:f0} ms of processor time (case {slowestCase}), the largest {largest / 1048576.0:f1} MB (case {largestCase})");
        return bad == 0 ? 0 : 1;
    }

    static ILookup<ImageFormat, byte[]> Files(string? folder)
    {
        List<byte[]> files = [.. SampleFiles.All().Values];
        if (folder is not null)
            files.AddRange(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()) && new FileInfo(path).Length is > 0 and <= MostFileBytes)
                .Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
        List<(ImageFormat Format, byte[] File)> known = [];
        foreach (byte[] file in files)
            try
            {
                known.Add((ImageFile.Identify(new MemoryStream(file), "original").Format, file));
            }
            catch (BadFileException)
            {
                // Files that are broken already are of use where their format can be told; these are not.
            }
        return known.ToLookup(pair => pair.Format, pair => pair.File);
    }

    /// <summary>What is wrong with the way a file is read; null where nothing is.</summary>
    static string? Try(byte[] file, out bool read)
    {
        read = false;
        Image image;
        try
        {
            image = ImageFile.Read(new MemoryStream(file), "case", Limits);
        }
        catch (BadFileException error)
        {
            if (error.Offset is not { } offset || offset < 0 || offset > file.Length) return $"offset {error.Offset} of {file.Length}: {error.Message}";
            return Refused(file);
        }
        catch (Exception error)
        {
            return error.ToString();
        }
        read = true;
        try
        {
            ImageInfo info = ImageFile.Identify(new MemoryStream(file), "case");
            return (info.Height, info.Width, info.Channels, info.Depth) == (image.Height, image.Width, image.Channels, image.Depth) ? null : $"is identified as {info}, but read as {image}";
        }
        catch (Exception error)
        {
            return $"read as {image}, but not identified: {error}";
        }
    }

    static string? Refused(byte[] file)
    {
        try
        {
            ImageFile.Identify(new MemoryStream(file), "case");
            return null;
        }
        catch (BadFileException)
        {
            return null;
        }
        catch (Exception error)
        {
            return error.ToString();
        }
    }

    static void Keep(string? folder, int number, byte[] file)
    {
        if (folder is null) return;
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, $"{number}.bin"), file);
    }

    /// <summary>
    /// Ends the program when a case takes too much processor time, or, as one that waits for ever does, so much more time that no busy machine explains it: a thread that hangs
    /// cannot be stopped.
    /// </summary>
    sealed class Watch
    {
        private readonly object gate = new();
        private int number;
        private byte[]? file;
        private long start;
        private TimeSpan processorStart;

        public Watch(TimeSpan limit, int seed, string? keep) => new Thread(() =>
        {
            while (true)
            {
                Thread.Sleep(200);
                lock (gate)
                {
                    if (file is null || (Environment.CpuUsage.TotalTime - processorStart < limit && Stopwatch.GetElapsedTime(start) < 60 * limit)) continue;
                    Console.WriteLine($"case {number} (--seed {seed} --from {number} --cases 1) takes more than {limit.TotalSeconds} s of processor time");
                    Keep(keep, number, file);
                    Environment.Exit(1);
                }
            }
        }) { IsBackground = true }.Start();

        public void Begin(int of, byte[] damaged)
        {
            lock (gate) (number, file, start, processorStart) = (of, damaged, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        }

        public void End()
        {
            lock (gate) file = null;
        }
    }
}
