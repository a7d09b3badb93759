using System.Numerics;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// <see cref="Gaussian"/> by recursions, down the columns and then along the rows. The columns are gone through twice: downwards, where only the states at the beginnings of blocks of rows are kept, and upwards, block
/// by block, where each block is made anew from its state and then goes along its rows while it is in cache. So no image of floats lies between the two.
/// </summary>
internal sealed unsafe record RecursiveGaussian(double Sigma, double SigmaY, Border Border, ResultDepth Depth) : WholeFilter
{
    /// <summary>Few enough for a cache, and enough for the states that are kept: of an image with 10,000 rows of 10,000 RGB pixels, blocks and states together are 50 MB.</summary>
    private const int BlockRows = 160;

    /// <summary>Samples of a row whose columns are worked on together.</summary>
    private const int StripSamples = 256;

    /// <summary>With the border 'valid' what lies further inside than 4 sigma stays, which sees less than 0.01 percent of its weights outside.</summary>
    private const double ValidReach = 4;

    private int Top => Border.Kind == BorderKind.Valid ? (int)Math.Ceiling(ValidReach * SigmaY) : 0;

    private int Left => Border.Kind == BorderKind.Valid ? (int)Math.Ceiling(ValidReach * Sigma) : 0;

    /// <summary>What comes out; its size may be less than 1.</summary>
    public ImageKind ResultFor(ImageKind input) =>
        new(Depth == ResultDepth.Float ? PixelDepth.Float32 : input.Depth, input.Height - 2 * Top, input.Width - 2 * Left, input.Channels);

    private protected override ImageKind Check(ImageKind input) => ResultFor(input);

    internal override bool SeesAll(ImageKind input) => true;

    internal override ImageRows Apply(ImageRows image) => new Rows(this, (StoredRows)image);

    private void Run(StoredRows image, PixelRows target)
    {
        switch (image.Kind.Depth)
        {
            case PixelDepth.UInt8: Run<byte>(image.Kind, image.Rows, target); break;
            case PixelDepth.UInt16: Run<ushort>(image.Kind, image.Rows, target); break;
            default: Run<float>(image.Kind, image.Rows, target); break;
        }
    }

    /// <summary>The result, whose rows are made all at once; for one who asks for a few at a time they are stored.</summary>
    private sealed class Rows(RecursiveGaussian filter, StoredRows image) : ImageRows(filter.ResultFor(image.Kind))
    {
        private StoredRows? stored;

        public override void MakeAll(PixelRows target) => filter.Run(image, target);

        public override RowBlock Read(RowRange range) => (stored ??= new StoredRows(ToImage())).Read(range);

        public override void Make(RowRange range, PixelRows target) => (stored ??= new StoredRows(ToImage())).Make(range, target);
    }

    private void Run<T>(ImageKind kind, PixelRows source, PixelRows target) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        Border border = Border.Kind == BorderKind.Valid ? Border.Symmetric : Correlation.InSamples<T>(Border);
        Region kept = new(Top, Left, kind.Height - 2 * Top, kind.Width - 2 * Left);
        Blocks<T> blocks = new(kind, source, target, kept, Depth == ResultDepth.Float, new RecursiveAxis(SigmaY, kind.Height, border), new RecursiveAxis(Sigma, kind.Width, border));
        RowBlocks.RunEach(blocks.Strips, blocks.Descend);
        for (int block = blocks.Count - 1; block >= 0; block--)
        {
            int present = block;
            RowBlocks.RunEach(blocks.Strips, strip => blocks.Ascend(present, strip));
            RowBlocks.RunEach(blocks.GroupsOf(present), group => blocks.Along(present, group));
        }
        GC.KeepAlive(blocks);
    }

    /// <summary>The image as blocks of rows, each in strips of columns and in groups of rows.</summary>
    private sealed class Blocks<T>(ImageKind kind, PixelRows source, PixelRows target, Region kept, bool toFloat, RecursiveAxis down, RecursiveAxis across) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        private readonly long samples = kind.RowSamples;
        // For every block the states in which the columns come to it from above, then those in which they come to the present one from below; strip by strip.
        private readonly AlignedBuffer states = new((CountOf(kind) + 1L) * DampedCosines.States * kind.RowSamples * sizeof(float));
        private readonly AlignedBuffer rows = new(Math.Min(BlockRows, kind.Height) * (long)kind.RowSamples * sizeof(float));

        public int Count { get; } = CountOf(kind);

        public int Strips => (int)((samples + StripSamples - 1) / StripSamples);

        public int GroupsOf(int block) => (RowsOf(block) + RowGroup.MostRows - 1) / RowGroup.MostRows;

        /// <summary>A strip's columns from the top to the last block.</summary>
        public void Descend(int strip)
        {
            ColumnStrip<T> lines = Strip(strip);
            down.Begin(lines, State(Count, strip), upwards: true);
            down.Begin(lines, State(0, strip), upwards: false);
            for (int block = 0; block + 1 < Count; block++)
            {
                Buffer.MemoryCopy(State(block, strip), State(block + 1, strip), StateBytes(lines.Columns), StateBytes(lines.Columns));
                down.Advance(lines, block * BlockRows, BlockRows, State(block + 1, strip));
            }
        }

        /// <summary>A strip's columns within a block.</summary>
        public void Ascend(int block, int strip)
        {
            ColumnStrip<T> lines = Strip(strip);
            float* loaded = lines.Load(block * BlockRows, RowsOf(block)), results = rows.Floats + (long)strip * StripSamples;
            down.Down(loaded, lines.Columns, RowsOf(block), State(block, strip), results, (nint)samples);
            down.Up(loaded, lines.Columns, RowsOf(block), State(Count, strip), results, (nint)samples);
        }

        /// <summary>Some rows of a block, along them, into the result.</summary>
        public void Along(int block, int group)
        {
            int first = group * RowGroup.MostRows, count = Math.Min(RowGroup.MostRows, RowsOf(block) - first);
            float* from = rows.Floats + first * samples;
            new RowGroup(from, count, kind.Width, kind.Channels).Sum(across);
            int least = block * BlockRows + first;
            from += (long)kept.Left * kind.Channels;
            for (int y = Math.Max(least, kept.Top); y < Math.Min(least + count, kept.Bottom); y++)
            {
                float* sums = from + (y - least) * samples;
                if (toFloat) SampleStore.Store<float>(sums, 1, target.Row(y - kept.Top), kept.Width * kind.Channels);
                else SampleStore.Store<T>(sums, 1, target.Row(y - kept.Top), kept.Width * kind.Channels);
            }
        }

        private static int CountOf(ImageKind kind) => (kind.Height + BlockRows - 1) / BlockRows;

        private int RowsOf(int block) => Math.Min(BlockRows, kind.Height - block * BlockRows);

        private ColumnStrip<T> Strip(int strip) => new(source, strip * StripSamples, (int)Math.Min(StripSamples, samples - (long)strip * StripSamples));

        private float* State(int block, int strip) => states.Floats + DampedCosines.States * (block * samples + (long)strip * StripSamples);

        private static long StateBytes(int columns) => DampedCosines.States * (long)columns * sizeof(float);
    }

    /// <summary>Some columns of an image: lines are pieces of its rows.</summary>
    private readonly struct ColumnStrip<T>(PixelRows source, int first, int columns) : ILines where T : unmanaged
    {
        private readonly float* memory = (float*)Workers.Scratch(BlockRows * StripSamples * sizeof(float));

        public int Columns => columns;

        public int Most => BlockRows;

        public float* Load(int line, int count)
        {
            for (int i = 0; i < count; i++) SampleConversion.ToSingle(new ReadOnlySpan<T>((T*)source.Row(line + i) + first, columns), new Span<float>(memory + i * (long)columns, columns));
            return memory;
        }
    }

    /// <summary>Some rows of floats: lines are their pixels, with the same sample of all rows side by side.</summary>
    private readonly struct RowGroup : ILines
    {
        public const int MostRows = 16;
        private const int TileSamples = 256;

        private readonly float* rows, sums, tile;
        private readonly int count, width, channels;

        public RowGroup(float* rows, int count, int width, int channels)
        {
            this.rows = rows;
            (this.count, this.width, this.channels) = (count, width, channels);
            Most = Math.Max(1, TileSamples / channels);
            long tileFloats = (long)Most * Columns;
            sums = (float*)Workers.Scratch((tileFloats + (long)width * Columns + DampedCosines.States * (long)Columns) * sizeof(float));
            tile = sums + (long)width * Columns;
        }

        public int Columns => channels * count;

        public int Most { get; }

        public float* Load(int pixel, int pixels)
        {
            Transpose(rows + (long)pixel * channels, (long)width * channels, count, tile, pixels * channels);
            return tile;
        }

        /// <summary>Puts sums along the rows in their place.</summary>
        public void Sum(RecursiveAxis across)
        {
            float* state = tile + (long)Most * Columns;
            across.Begin(this, state, upwards: false);
            for (int pixel = 0; pixel < width; pixel += Most)
            {
                int pixels = Math.Min(Most, width - pixel);
                across.Down(Load(pixel, pixels), Columns, pixels, state, sums + (long)pixel * Columns, Columns);
            }
            across.Begin(this, state, upwards: true);
            for (int end = width; end > 0; end -= Most)
            {
                int pixel = Math.Max(0, end - Most), pixels = end - pixel;
                across.Up(Load(pixel, pixels), Columns, pixels, state, sums + (long)pixel * Columns, Columns);
            }
            for (int pixel = 0; pixel < width; pixel += Most)
            {
                int pixels = Math.Min(Most, width - pixel);
                StridedCopy.Run([pixels * channels, count], [count, 1], [1, (long)width * channels], sums + (long)pixel * Columns, rows + (long)pixel * channels);
            }
        }

        /// <summary>target[p * count + j] = source[j * stride + p].</summary>
        private static void Transpose(float* source, long stride, int count, float* target, int samples) =>
            StridedCopy.Run([samples, count], [1, stride], [count, 1], source, target);
    }
}
