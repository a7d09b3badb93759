using System.Buffers;

namespace Fovea.Imaging;

/// <summary>
/// One run of a <see cref="Pipeline"/>. What lies between two filters is stored up to <see cref="MostStored"/> bytes, which is the fastest; what is larger is never there as a whole:
/// its rows are made again by each who needs them, the one that looks through the image and the one that makes the result.
/// </summary>
internal sealed class PipelineRun : IDisposable
{
    /// <summary>The most bytes of an image between two filters that is stored.</summary>
    public const long MostStored = 16 << 20;

    private readonly Image image;
    private readonly long mostStored;
    private readonly List<RowStage> pending = [];
    private readonly List<IDisposable> held = []; // what the present rows are made from
    private ImageRows rows;
    private Image? finished;

    /// <summary>The bytes of an image.</summary>
    public static long BytesOf(ImageKind kind) => (long)kind.RowBytes * kind.Height;

    /// <summary>A run over a part of an image.</summary>
    public PipelineRun(Image image, Region region, long mostStored = MostStored)
    {
        (this.image, this.mostStored) = (image, mostStored);
        rows = Hold(new StoredRows(image, region));
    }

    /// <summary>What there is for the next filter.</summary>
    public ImageKind Kind => pending.Count == 0 ? rows.Kind : pending[^1].Output;

    /// <summary>Applies a filter.</summary>
    public void Then(RowFilter filter) => pending.AddRange(filter.StepsFor(Kind));

    /// <summary>Applies a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="isLast">Whether it is the last one.</param>
    /// <param name="target">Where its result goes if it is.</param>
    public void Then(WholeFilter filter, bool isLast, Image? target)
    {
        Flush();
        Settle();
        // What it reads can be where its result will be.
        if (isLast && filter.IsInPlace && rows is not StoredRows && filter.ResultOf(rows.Kind) == rows.Kind)
        {
            Image result = target ?? rows.Kind.New();
            Write(rows, result);
            Dispose();
            rows = filter.Apply(Hold(new StoredRows(result)));
            Write(rows, result);
            finished = result;
            return;
        }
        if (filter.SeesAll(rows.Kind) && rows is not StoredRows) Store(rows.Kind.New());
        rows = filter.Apply(rows);
    }

    /// <summary>The result; the image itself where nothing was to be done.</summary>
    public Image Finish(Image? target)
    {
        if (finished is not null) return finished;
        Flush();
        if (held is [StoredRows only] && ReferenceEquals(rows, only)) return image;
        target ??= rows.Kind.New();
        Write(rows, target);
        return target;
    }

    /// <summary>Lets go of what lay between filters.</summary>
    public void Dispose()
    {
        foreach (IDisposable one in held) one.Dispose();
        held.Clear();
    }

    private void Flush()
    {
        foreach (RowChain chain in RowChain.Split(pending)) Then(chain);
        pending.Clear();
    }

    private void Then(RowMaker maker)
    {
        Settle();
        if (maker.SeesAll && rows is not StoredRows) Store(rows.Kind.New());
        rows = new MadeRows(rows, maker);
    }

    private void Settle()
    {
        if (rows is not StoredRows && BytesOf(rows.Kind) <= mostStored) Store(rows.Kind.New());
    }

    private void Store(Image made)
    {
        Write(rows, made);
        Dispose();
        held.Add(made);
        rows = Hold(new StoredRows(made));
    }

    private StoredRows Hold(StoredRows stored)
    {
        held.Add(stored);
        return stored;
    }

    private static unsafe void Write(ImageRows rows, Image target)
    {
        using MemoryHandle handle = target.Pin();
        rows.MakeAll(new PixelRows((byte*)handle.Pointer, target.Kind.RowBytes));
    }
}
