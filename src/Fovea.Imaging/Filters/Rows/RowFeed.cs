using System.Runtime.InteropServices;

namespace Fovea.Imaging;

/// <summary>
/// A step of a chain within one band, and the input rows that it sees. Rows of the source image are seen where they lie, unless the step reads beyond their
/// ends; all others lie in a ring of as many rows as the step's window needs, with their margins filled in.
/// </summary>
internal sealed unsafe class RowFeed
{
    private const int Alignment = 64;

    private readonly int firstRow, rowCount;        // the rows of the input, also beyond its edge, that the band sees: firstRow .. firstRow + rowCount - 1
    private readonly bool fromImage;
    private readonly int capacity;                  // rows of the ring; 0 where the source's rows are seen directly
    private readonly int leftBytes, slotBytes, mostRows;
    private readonly int[] upTo;                    // for each row that is seen, the last row of the input that must exist before it can be used
    private byte** table;                           // where each row that is seen lies
    private byte** slots;
    private byte* ring, constant, state;
    private PixelRows source;
    private RowFeed? before;
    private int next;                               // the next row to be put into the ring

    /// <summary>Plans what a step needs for rows of its result.</summary>
    /// <param name="stage">The step.</param>
    /// <param name="from">The first row that is wanted of it.</param>
    /// <param name="to">The row behind the last one.</param>
    /// <param name="rowsAtOnce">How many rows may be put into the ring at once.</param>
    /// <param name="fromImage">Whether the input is the source image.</param>
    public RowFeed(RowStage stage, int from, int to, int rowsAtOnce, bool fromImage)
    {
        Stage = stage;
        this.fromImage = fromImage;
        mostRows = rowsAtOnce;
        RowWindow window = stage.Window;
        int height = stage.Input.Height;
        firstRow = stage.Border.Kind == BorderKind.Valid ? from : from - window.Above;
        rowCount = to - from + window.Rows - 1;
        upTo = new int[rowCount];
        (FirstInput, EndInput) = (height, 0);
        for (int i = 0; i < rowCount; i++)
        {
            int seen = stage.Border.Map(firstRow + i, height);
            if (seen >= 0) (FirstInput, EndInput) = (Math.Min(FirstInput, seen), Math.Max(EndInput, seen + 1));
            upTo[i] = EndInput - 1;
        }
        if (EndInput == 0) (FirstInput, EndInput) = (0, 1); // constants only
        bool margins = stage.ReadsMargins;
        capacity = fromImage && !margins ? 0 : window.Rows - 1 + stage.RowsAtOnce + rowsAtOnce - 1;
        leftBytes = margins ? Aligned(window.Left * (long)stage.Input.PixelBytes) : 0;
        // A vector's worth of slack, so that kernels may read a whole vector at a row's end.
        slotBytes = Aligned(leftBytes + stage.Input.RowBytes + (margins ? window.Right * (long)stage.Input.PixelBytes : 0) + Alignment);
        Bytes = Aligned((long)rowCount * sizeof(byte*)) + Aligned((long)mostRows * sizeof(byte*)) + (long)capacity * slotBytes
            + (stage.Border.Kind == BorderKind.Constant ? slotBytes : 0) + Aligned(stage.StateBytes);
    }

    public RowStage Stage { get; }

    /// <summary>The first row of the input that the band needs.</summary>
    public int FirstInput { get; }

    /// <summary>The row behind the last one that the band needs.</summary>
    public int EndInput { get; }

    /// <summary>Memory for rows, tables and the step's own state.</summary>
    public long Bytes { get; }

    /// <summary>Takes <see cref="Bytes"/> bytes of aligned memory and fills what does not change in the band.</summary>
    public void Prepare(byte* memory, PixelRows source, RowFeed? before)
    {
        (this.source, this.before) = (source, before);
        table = (byte**)memory;
        memory += Aligned((long)rowCount * sizeof(byte*));
        slots = (byte**)memory;
        memory += Aligned((long)mostRows * sizeof(byte*));
        ring = memory;
        memory += (long)capacity * slotBytes;
        if (Stage.Border.Kind == BorderKind.Constant)
        {
            constant = memory + leftBytes;
            Stage.FillConstant(memory, slotBytes);
            memory += slotBytes;
        }
        state = memory;
        // The source's rows are numbered as they are seen, so that a repeated image needs no row twice in the ring; made rows by what they are.
        next = fromImage ? 0 : FirstInput;
        for (int i = 0; i < rowCount; i++)
        {
            int seen = Stage.Border.Map(firstRow + i, Stage.Input.Height);
            table[i] = seen < 0 ? constant : capacity == 0 ? source.Row(seen) : Slot(fromImage ? i : seen);
        }
        Stage.Begin(state);
    }

    /// <summary>Makes rows y .. y + count - 1 of the step's result.</summary>
    public void Make(int y, int count, byte** results)
    {
        int first = (Stage.Border.Kind == BorderKind.Valid ? y : y - Stage.Window.Above) - firstRow;
        int last = first + Stage.Window.Rows + count - 2;
        if (capacity > 0)
        {
            if (fromImage) CopyUpTo(last);
            else MakeUpTo(upTo[last]);
        }
        Stage.Run(table + first, results, count, state);
    }

    private void CopyUpTo(int last)
    {
        for (; next <= last; next++)
        {
            int seen = Stage.Border.Map(firstRow + next, Stage.Input.Height);
            if (seen < 0) continue;
            byte* row = Slot(next);
            NativeMemory.Copy(source.Row(seen), row, (nuint)Stage.Input.RowBytes);
            FillMargins(row);
        }
    }

    private void MakeUpTo(int last)
    {
        while (next <= last)
        {
            int count = Math.Min(mostRows, EndInput - next);
            for (int i = 0; i < count; i++) slots[i] = Slot(next + i);
            before!.Make(next, count, slots);
            if (Stage.ReadsMargins)
                for (int i = 0; i < count; i++) FillMargins(slots[i]);
            next += count;
        }
    }

    private byte* Slot(int row) => ring + (long)(row % capacity) * slotBytes + leftBytes;

    private void FillMargins(byte* row) => RowMargins.Fill(row, Stage.Input.Width, Stage.Input.PixelBytes, Stage.Window.Left, Stage.Window.Right, Stage.Border, constant);

    private static int Aligned(long bytes) => checked((int)((bytes + Alignment - 1) / Alignment * Alignment));
}
