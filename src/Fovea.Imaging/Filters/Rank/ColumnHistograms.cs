using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Imaging;

/// <summary>
/// Picks the number of a rank from each window of a tile of numbers. A window's histogram is the sum of its columns' histograms, which slide down the tile by one
/// sample in and one out; it slides right by one column in and one out (Perreault and Hebert, Median filtering in constant time, IEEE Transactions on Image
/// Processing 16, 2007).
/// </summary>
/// <remarks>
/// There are 16 sections of 16 bins. Counts are cumulative, so that a comparison of 16 of them with the rank finds the section, and another the bin. A section's bins
/// are only brought up to date when the wanted number lies in it. Where numbers go beyond 255 they are all different from each other: a bin then stands for 64 or
/// more of them, each column has a bit for each number that it holds, and the bits of the window's columns, put together, have the wanted number at a known place.
/// </remarks>
internal readonly unsafe struct ColumnHistograms
{
    /// <summary>The number of bins.</summary>
    public const int Bins = Sections * SectionBins;

    private const int Sections = 16, SectionShift = 4, SectionBins = 1 << SectionShift, WordBits = 64;

    // The largest window whose counts fit in 16 bits.
    private const int LargestShort = ushort.MaxValue;

    private readonly WindowSize window;
    private readonly int rank, columns, words;

    /// <summary>Histograms for a tile.</summary>
    /// <param name="window">The window.</param>
    /// <param name="rank">The rank that is wanted in it.</param>
    /// <param name="columns">The most columns that a tile has.</param>
    /// <param name="words">Words of 64 numbers for each bin; 0 where the numbers are those of the bins.</param>
    public ColumnHistograms(WindowSize window, int rank, int columns, int words) => (this.window, this.rank, this.columns, this.words) = (window, rank, columns, words);

    /// <summary>Bytes of memory.</summary>
    public long Bytes => (Counts * CountBytes + (long)Bins * words * columns * sizeof(ulong) + 63) / 64 * 64;

    private long Counts => (1 + Sections) * SectionBins * (columns + 1L);

    private int CountBytes => window.Area > LargestShort ? sizeof(uint) : sizeof(ushort);

    /// <summary>Picks from a tile.</summary>
    /// <param name="tile">The numbers.</param>
    /// <param name="seen">The tile's columns.</param>
    /// <param name="rows">The rows of the result.</param>
    /// <param name="results">Where the result goes.</param>
    /// <param name="memory"><see cref="Bytes"/> bytes.</param>
    public void Run<TTile, TResults>(TTile tile, int seen, int rows, TResults results, byte* memory) where TTile : struct, IRankTile where TResults : struct, IRankResults
    {
        if (window.Area > LargestShort) Run<TTile, TResults, uint>(tile, seen, rows, results, memory);
        else Run<TTile, TResults, ushort>(tile, seen, rows, results, memory);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TTile, TResults, N>(TTile tile, int seen, int rows, TResults results, byte* memory)
        where TTile : struct, IRankTile where TResults : struct, IRankResults where N : unmanaged, IBinaryInteger<N>, IMinMaxValue<N>
    {
        new Span<byte>(memory, checked((int)Bytes)).Clear();
        // Sections of the columns; bins of the columns, section by section; then the window's sections and bins.
        N* sections = (N*)memory, bins = sections + (long)SectionBins * columns, kernelSections = bins + (long)Bins * columns, kernelBins = kernelSections + Sections;
        ulong* bits = (ulong*)(memory + Counts * CountBytes);
        N* steps = stackalloc N[2 * SectionBins];
        for (int i = 0; i < 2 * SectionBins; i++) steps[i] = i < SectionBins ? N.Zero : N.One;
        int* upTo = stackalloc int[Sections];   // for each section, the column behind the last one that its bins count

        for (int row = 0; row < window.Height; row++)
        {
            void* numbers = tile.Row(row);
            for (int x = 0; x < seen; x++)
            {
                int bin = Bin(tile.At(numbers, x), x, bits);
                Add(sections + x * Sections, steps + SectionBins - (bin >> SectionShift));
                Add(BinsOf(bins, bin, x), steps + SectionBins - (bin & (SectionBins - 1)));
            }
        }
        for (int y = 0; y < rows; y++)
        {
            void* result = results.Row(y);
            if (y > 0)
            {
                void* entering = tile.Row(y + window.Height - 1), leaving = tile.Row(y - 1);
                for (int x = 0; x < seen; x++)
                {
                    // From its section on all counts rise, or fall, by one; and so do those of the bins in the section.
                    int bin = Bin(tile.At(entering, x), x, bits), old = Bin(tile.At(leaving, x), x, bits);
                    Slide(sections + x * Sections, steps + SectionBins - (bin >> SectionShift), steps + SectionBins - (old >> SectionShift));
                    Add(BinsOf(bins, bin, x), steps + SectionBins - (bin & (SectionBins - 1)));
                    Subtract(BinsOf(bins, old, x), steps + SectionBins - (old & (SectionBins - 1)));
                }
            }
            new Span<N>(kernelSections, Sections).Clear();
            for (int x = 0; x < window.Width; x++) Add(kernelSections, sections + x * Sections);
            for (int s = 0; s < Sections; s++) upTo[s] = -window.Width;
            for (int x = 0; ; x++)
            {
                int wanted = rank, section = Find(kernelSections, ref wanted);
                N* own = kernelBins + section * SectionBins;
                Update(own, bins + (long)section * SectionBins * columns, ref upTo[section], x + window.Width);
                int bin = section * SectionBins + Find(own, ref wanted);
                results.Put(result, x, words == 0 ? bin : Pick(bits + ((long)bin * columns + x) * words, bin, wanted));
                if (x + window.Width == seen) break;
                Slide(kernelSections, sections + (x + window.Width) * Sections, sections + x * Sections);
            }
        }
    }

    /// <summary>The bin of a number, which enters or leaves the bits of its column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Bin(int number, int column, ulong* bits)
    {
        if (words == 0) return number;
        int word = (int)((uint)number / WordBits), bin = words == 1 ? word : (int)((uint)word / (uint)words);
        bits[((long)bin * columns + column) * words + (word - bin * words)] ^= 1ul << number;
        return bin;
    }

    /// <summary>The counts of a column in the section of a bin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private N* BinsOf<N>(N* bins, int bin, int column) where N : unmanaged => bins + ((long)(bin >> SectionShift) * columns + column) * SectionBins;

    /// <summary>Makes a section's bins count the columns of the window that ends before a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Update<N>(N* own, N* columnBins, ref int upTo, int end) where N : unmanaged, IBinaryInteger<N>
    {
        // With half of the window or more to take out, it is less work to begin anew.
        if (2 * (end - upTo) > window.Width)
        {
            new Span<N>(own, SectionBins).Clear();
            for (int x = end - window.Width; x < end; x++) Add(own, columnBins + x * SectionBins);
        }
        else
            for (int x = upTo; x < end; x++) Slide(own, columnBins + x * SectionBins, columnBins + (x - window.Width) * SectionBins);
        upTo = end;
    }

    /// <summary>The place of the first of 16 cumulative counts that is above a rank, which is lowered by the count before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Find<N>(N* counts, ref int rank) where N : unmanaged, IBinaryInteger<N>
    {
        int place = 0;
        if (typeof(N) == typeof(ushort))
        {
            var above = Vector256.GreaterThan(Vector256.Load((ushort*)counts), Vector256.Create((ushort)rank));
            place = BitOperations.TrailingZeroCount(Vector256.ExtractMostSignificantBits(above));
        }
        else
            while (uint.CreateTruncating(counts[place]) <= (uint)rank) place++;
        if (place > 0) rank -= int.CreateTruncating(counts[place - 1]);
        return place;
    }

    /// <summary>The number of a rank among those of a bin that the window's columns hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Pick(ulong* columnBits, int bin, int rank)
    {
        for (int word = 0; ; word++)
        {
            ulong all = 0;
            for (int x = 0; x < window.Width; x++) all |= columnBits[(long)x * words + word];
            int count = BitOperations.PopCount(all);
            if (rank < count) return (bin * words + word) * WordBits + PlaceOf(all, rank);
            rank -= count;
        }
    }

    /// <summary>The place of the bit of a rank among those that are set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlaceOf(ulong word, int rank)
    {
        if (Bmi2.X64.IsSupported) return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1ul << rank, word));
        for (; rank > 0; rank--) word &= word - 1;
        return BitOperations.TrailingZeroCount(word);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<N>(N* sum, N* counts) where N : unmanaged
    {
        for (int i = 0; i < SectionBins; i += Math.Min(SectionBins, Vector<N>.Count)) Vector.Store(Vector.Load(sum + i) + Vector.Load(counts + i), sum + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract<N>(N* sum, N* counts) where N : unmanaged
    {
        for (int i = 0; i < SectionBins; i += Math.Min(SectionBins, Vector<N>.Count)) Vector.Store(Vector.Load(sum + i) - Vector.Load(counts + i), sum + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Slide<N>(N* sum, N* entering, N* leaving) where N : unmanaged
    {
        for (int i = 0; i < SectionBins; i += Math.Min(SectionBins, Vector<N>.Count)) Vector.Store(Vector.Load(sum + i) + (Vector.Load(entering + i) - Vector.Load(leaving + i)), sum + i);
    }
}
