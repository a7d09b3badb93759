using System.Buffers;
using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// The connected components that some filter wants, as rows of an image. Of the whole image only one bit a pixel is kept, and what must be known of the components that touch a seam
/// between two strips; all others are decided within their strip. Where the runs of all strips take much memory they are found again from the bits.
/// </summary>
internal sealed unsafe class ChosenComponents
{
    private const int RowsOfStrip = 128; // even, so that no pair of rows is cut
    private const long MostRunBytes = 2 << 20;

    private readonly ImageRows image;
    private readonly Foreground foreground;
    private readonly Foreground? counted;
    private readonly Connectivity connectivity;
    private readonly ComponentWish wish;
    private readonly Strip[] strips;
    private int[] sets = [];        // for each component at a seam the first one of its set
    private int[] seamLabels = [];
    private long runBytes;

    /// <summary>Finds components.</summary>
    /// <param name="image">The image.</param>
    /// <param name="foreground">Their pixels.</param>
    /// <param name="counted">The pixels that count, where those are not all: their number is a component's area.</param>
    /// <param name="connectivity">Which pixels belong together.</param>
    /// <param name="wish">Which components are wanted.</param>
    public ChosenComponents(ImageRows image, Foreground foreground, Foreground? counted, Connectivity connectivity, ComponentWish wish)
    {
        (this.image, this.foreground, this.counted, this.connectivity, this.wish) = (image, foreground, counted, connectivity, wish);
        strips = new Strip[(image.Kind.Height + RowsOfStrip - 1) / RowsOfStrip];
        RowBlocks.RunEach(strips.Length, Find);
        JoinSeams();
        if (wish.Choice != ComponentChoice.All) KeepBest();
        Number();
        RowBlocks.RunEach(strips.Length, s =>
        {
            if (strips[s].Pixels.RunBytes > 0) Label(s, strips[s].Pixels);
        });
    }

    /// <summary>Rows of the strip that holds a row.</summary>
    public static int StripRows => RowsOfStrip;

    /// <summary>Shows rows with the strips that they lie in, from which labels are had.</summary>
    public void Visit(RowRange range, Action<RowRange, ComponentStrip> action)
    {
        for (int s = range.From / RowsOfStrip; s * RowsOfStrip < range.To; s++)
        {
            ComponentStrip pixels = strips[s].Pixels;
            bool isForgotten = pixels.RunBytes == 0;
            if (isForgotten) Label(s, pixels = pixels.FoundAgain());
            action(new RowRange(Math.Max(range.From, s * RowsOfStrip), Math.Min(range.To, (s + 1) * RowsOfStrip)), pixels);
            if (isForgotten) pixels.Forget();
        }
    }

    private void Find(int s)
    {
        RowRange range = new(s * RowsOfStrip, Math.Min(image.Kind.Height, (s + 1) * RowsOfStrip));
        int words = ComponentStrip.Words(image.Kind.Width, range.Count, connectivity);
        ulong[] bits = new ulong[words];
        ulong[]? counts = counted is null ? null : ArrayPool<ulong>.Shared.Rent(words);
        counts?.AsSpan(range.Count * ForegroundBits.Words(image.Kind.Width)).Clear(); // the row beside the last one, if it has none
        image.Visit(range, (rows, part) =>
        {
            foreground.Find(rows, part, range.From, bits);
            counted?.Find(rows, part, range.From, counts!);
        });
        ComponentStrip pixels = new(bits, image.Kind.Width, range.From, range.Count, connectivity);
        ComponentSize[] sums = ArrayPool<ComponentSize>.Shared.Rent(pixels.Count);
        if (wish.IsMeasured) pixels.SumUp(sums.AsSpan(0, pixels.Count), counts);
        strips[s] = new Strip(pixels, wish.IsMeasured ? sums : null, wish, isFirst: s == 0, isLast: s == strips.Length - 1);
        ArrayPool<ComponentSize>.Shared.Return(sums);
        if (counts is not null) ArrayPool<ulong>.Shared.Return(counts);
        if (Interlocked.Add(ref runBytes, pixels.RunBytes) > MostRunBytes) pixels.Forget();
        else pixels.Keep();
    }

    private void JoinSeams()
    {
        int count = 0;
        foreach (Strip strip in strips)
        {
            strip.FirstSeam = count;
            count += strip.Seams.Length;
        }
        sets = new int[count];
        fixed (int* set = sets)
        {
            DisjointSets.Begin(set, count);
            for (int s = 1; s < strips.Length; s++)
            {
                ComponentEdge.Join(strips[s - 1].Lower!, strips[s].Upper!, set, strips[s - 1].FirstSeam, strips[s].FirstSeam);
                strips[s - 1].Lower = strips[s].Upper = null;
            }
        }
        // A parent is never above its child, so it has its set's first one already.
        for (int i = 0; i < count; i++) sets[i] = sets[sets[i]];
        seamLabels = new int[count];
        if (!wish.IsMeasured)
        {
            Array.Fill(seamLabels, 1);
            return;
        }
        ComponentSize[] sums = new ComponentSize[count];
        sums.AsSpan().Fill(new ComponentSize());
        foreach (Strip strip in strips)
            for (int i = 0; i < strip.Seams.Length; i++) sums[sets[strip.FirstSeam + i]].Add(strip.SeamSums[i]);
        foreach (Strip strip in strips)
            for (int i = strip.FirstSeam; i < strip.FirstSeam + strip.Seams.Length; i++)
            {
                if (sets[i] != i || !wish.Takes(sums[i])) continue;
                seamLabels[i] = 1;
                strip.See(strip.Seams[i - strip.FirstSeam], sums[i], wish);
            }
    }

    private void KeepBest()
    {
        Strip? best = null;
        foreach (Strip strip in strips)
            if (strip.Best >= 0 && (best is null || wish.IsBetter(strip.BestSums, best.BestSums))) best = strip;
        foreach (Strip strip in strips)
        {
            int kept = strip == best ? strip.Best : -1;
            for (int i = 0; i < strip.Seams.Length; i++)
                if (strip.Seams[i] != kept) seamLabels[strip.FirstSeam + i] = 0;
            strip.KeepOnly(kept);
        }
    }

    // Components are numbered in the order of their first pixels, or pairs of rows of them: strip by strip, and within a strip as they stand there.
    private void Number()
    {
        int next = 1;
        foreach (Strip strip in strips)
        {
            strip.FirstLabel = next;
            int roots = 0;
            for (int i = 0; i < strip.Seams.Length; i++)
            {
                int seam = strip.FirstSeam + i;
                if (sets[seam] != seam) seamLabels[seam] = seamLabels[sets[seam]];
                else if (seamLabels[seam] != 0) seamLabels[seam] = next + strip.KeptBefore(strip.Seams[i]) + roots++;
            }
            next += strip.KeptBefore(strip.Count) + roots;
        }
    }

    private void Label(int s, ComponentStrip pixels)
    {
        Strip strip = strips[s];
        int[] labels = ArrayPool<int>.Shared.Rent(strip.Count);
        for (int local = 0, i = 0, next = strip.FirstLabel; local < strip.Count; local++)
        {
            int seam = strip.FirstSeam + i;
            if (i == strip.Seams.Length || strip.Seams[i] != local) labels[local] = strip.Keeps(local) ? next++ : 0;
            else
            {
                labels[local] = seamLabels[seam];
                if (sets[seam] == seam && labels[local] != 0) next++;
                i++;
            }
        }
        pixels.Label(labels);
        ArrayPool<int>.Shared.Return(labels);
    }

    /// <summary>What is kept of a strip.</summary>
    private sealed class Strip
    {
        private readonly ulong[]? kept; // of the components that touch no seam, where not all are wanted
        private int[] keptBefore = [];

        public Strip(ComponentStrip pixels, ComponentSize[]? sums, ComponentWish wish, bool isFirst, bool isLast)
        {
            (Pixels, Count) = (pixels, pixels.Count);
            (ComponentEdge upper, ComponentEdge lower) = (pixels.Edge(isLower: false), pixels.Edge(isLower: true));
            Seams = Different(isFirst ? [] : upper.Components, isLast ? [] : lower.Components);
            (Upper, Lower) = (upper, lower);
            if (!isFirst) Place(upper.Components);
            if (!isLast) Place(lower.Components);
            if (sums is null) return;
            SeamSums = Array.ConvertAll(Seams, component => sums[component]);
            kept = new ulong[ForegroundBits.Words(Count)];
            for (int local = 0, i = 0; local < Count; local++)
                if (i < Seams.Length && Seams[i] == local) i++;
                else if (wish.Takes(sums[local]))
                {
                    kept[local >> 6] |= 1UL << (local & 63);
                    See(local, sums[local], wish);
                }
        }

        private static int[] Different(int[] one, int[] other)
        {
            int[] all = [.. one, .. other];
            Array.Sort(all);
            int count = 0;
            foreach (int component in all)
                if (count == 0 || all[count - 1] != component) all[count++] = component;
            return all[..count];
        }

        private void Place(int[] components)
        {
            foreach (ref int component in components.AsSpan()) component = Array.BinarySearch(Seams, component);
        }

        public ComponentStrip Pixels { get; }

        /// <summary>The number of components within the strip.</summary>
        public int Count { get; }

        /// <summary>Those of them that touch a seam, in their order.</summary>
        public int[] Seams { get; }

        public ComponentSize[] SeamSums { get; } = [];

        /// <summary>The rows at the ends, with the places of components in <see cref="Seams"/>.</summary>
        public ComponentEdge? Upper { get; set; }

        /// <inheritdoc cref="Upper"/>
        public ComponentEdge? Lower { get; set; }

        public int FirstSeam { get; set; }

        public int FirstLabel { get; set; }

        /// <summary>The best component that has been seen here, or -1.</summary>
        public int Best { get; private set; } = -1;

        public ComponentSize BestSums { get; private set; }

        public void See(int local, ComponentSize sums, ComponentWish wish)
        {
            // Of equally good ones the first.
            if (Best < 0 || wish.IsBetter(sums, BestSums) || (local < Best && !wish.IsBetter(BestSums, sums))) (Best, BestSums) = (local, sums);
        }

        public void KeepOnly(int local)
        {
            keptBefore = [];
            Array.Clear(kept!);
            if (local >= 0 && Array.BinarySearch(Seams, local) < 0) kept![local >> 6] |= 1UL << (local & 63);
        }

        public bool Keeps(int local) => kept is null || (kept[local >> 6] >> (local & 63) & 1) != 0;

        /// <summary>How many of the components before one are kept and touch no seam.</summary>
        public int KeptBefore(int local)
        {
            if (kept is null)
            {
                int place = Array.BinarySearch(Seams, local);
                return local - (place >= 0 ? place : ~place);
            }
            if (keptBefore.Length == 0)
            {
                keptBefore = new int[kept.Length + 1];
                for (int w = 0; w < kept.Length; w++) keptBefore[w + 1] = keptBefore[w] + BitOperations.PopCount(kept[w]);
            }
            int word = local >> 6;
            return keptBefore[word] + (word < kept.Length ? BitOperations.PopCount(kept[word] & ((1UL << (local & 63)) - 1)) : 0);
        }
    }
}

/// <summary>Which components are wanted.</summary>
/// <param name="MinArea">Of those with at least so many pixels</param>
/// <param name="MaxArea">and at most so many</param>
/// <param name="Choice">all or one.</param>
internal readonly record struct ComponentWish(long MinArea, long MaxArea, ComponentChoice Choice = ComponentChoice.All)
{
    /// <summary>Whether anything but the pixels themselves matters.</summary>
    public bool IsMeasured => MinArea > 0 || MaxArea < int.MaxValue || Choice != ComponentChoice.All;

    public bool Takes(in ComponentSize sums) => sums.Area >= MinArea && sums.Area <= MaxArea;

    public bool IsBetter(in ComponentSize one, in ComponentSize other) =>
        Choice == ComponentChoice.Widest ? (one.Width, one.Area).CompareTo((other.Width, other.Area)) > 0 : one.Area > other.Area;
}
