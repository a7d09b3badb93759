using System.Diagnostics;
using System.Globalization;
using Fovea.Compute;
using Fovea.Data;

namespace Fovea.Bench;

/// <summary>
/// Images that a loader gives in a second, and in a second of processor time, for every registered augmentation alone and for lists that are given: 28x28
/// grey, 32x32 RGB, and with a folder of pictures also those, prepared or cut to 224x224. Nothing is done with the images, so a training that takes more is
/// held up by its loader. The second figure is also of use on a machine that others work on.
/// </summary>
static class LoaderTable
{
    public static int Run(string[] args)
    {
        string? folder = null;
        int threads = 2;
        List<string> lists = [];
        for (int i = 0; i < args.Length; i++)
            switch (args[i])
            {
                case "--folder" when i + 1 < args.Length:
                    folder = args[++i];
                    break;
                case "--threads" when i + 1 < args.Length && int.TryParse(args[i + 1], out threads) && threads > 0:
                    i++;
                    break;
                default:
                    lists.Add(args[i]);
                    break;
            }
        if (lists.Count == 0) lists = ["", .. Augmentations.All.Select(entry => entry.Name)];

        Workers.Threads = threads;
        List<DataSet> sets = [Noise(28, 1, 20_000), Noise(32, 3, 10_000)];
        if (folder is not null) sets.Add(FolderDataSet.Load(folder));
        Console.WriteLine($"| augmentation, {threads} threads | {string.Join(" | ", sets.Select(set => $"{set.Name} {set.Height}x{set.Width}x{set.Channels}"))} |");
        Console.WriteLine($"|---|{string.Concat(sets.Select(_ => "---:|"))}");
        foreach (string list in lists) Console.WriteLine($"| {(list.Length == 0 ? "none" : list)} | {string.Join(" | ", sets.Select(set => Measure(set, list, threads)))} |");
        return 0;
    }

    static string Measure(DataSet data, string list, int threads)
    {
        DataLoader loader;
        try
        {
            loader = new DataLoader(data, Math.Min(128, data.Count), shuffle: true, augmentations: Augmentations.Parse(list), threads: threads);
        }
        catch (FoveaException)
        {
            return "-";
        }
        double best = 0, bestOfCore = 0;
        using Process self = Process.GetCurrentProcess();
        for (int epoch = 0; epoch < 3; epoch++)
        {
            self.Refresh();
            TimeSpan before = self.TotalProcessorTime;
            Stopwatch watch = Stopwatch.StartNew();
            int images = 0;
            foreach (Batch batch in loader.Epoch(epoch)) images += batch.Count;
            best = Math.Max(best, images / watch.Elapsed.TotalSeconds);
            self.Refresh();
            bestOfCore = Math.Max(bestOfCore, images / (self.TotalProcessorTime - before).TotalSeconds);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{best:n0} ({bestOfCore:n0} a core)");
    }

    static MemoryDataSet Noise(int side, int channels, int count)
    {
        byte[] pixels = new byte[count * side * side * channels];
        new Random(1).NextBytes(pixels);
        float[] half = [.. Enumerable.Repeat(0.5f, channels)];
        return new MemoryDataSet("noise", side, side, channels, pixels, [.. Enumerable.Range(0, count).Select(i => i % 10)], [.. Enumerable.Range(0, 10).Select(i => $"{i}")], half, half);
    }
}
