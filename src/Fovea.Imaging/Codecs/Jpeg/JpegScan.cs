namespace Fovea.Imaging;

/// <summary>One scan: decodes the coefficients of its components, row of units by row of units.</summary>
internal sealed unsafe class JpegScan
{
    private readonly JpegFrame frame;
    private readonly JpegComponent[] components;
    private readonly int from, to, high, low, restartInterval;
    private readonly ImageSource source;
    private readonly long start;
    private readonly byte* data;
    private readonly int end;
    private JpegBits bits;
    private int untilRestart, endRun;
    private bool isOver;

    /// <summary>A scan whose header has been read and checked.</summary>
    /// <param name="frame">The image.</param>
    /// <param name="components">The components of the scan, with their tables.</param>
    /// <param name="spectrum">The first and the last coefficient, in zig-zag order.</param>
    /// <param name="bitsDone">The bit that the scan before this one ended with; 0 for the first.</param>
    /// <param name="bitsLeft">The lowest bit of this scan.</param>
    /// <param name="restartInterval">Units from one restart marker to the next; 0 for none.</param>
    /// <param name="source">Names the file in errors.</param>
    /// <param name="data">The whole file.</param>
    /// <param name="position">Where the scan's bits begin.</param>
    /// <param name="end">The file's length.</param>
    public JpegScan(JpegFrame frame, JpegComponent[] components, (int First, int Last) spectrum, int bitsDone, int bitsLeft, int restartInterval,
        ImageSource source, byte* data, int position, int end)
    {
        (this.frame, this.components, this.source, this.end, this.restartInterval) = (frame, components, source, end, restartInterval);
        this.data = data;
        (from, to, high, low) = (spectrum.First, spectrum.Last, bitsDone, bitsLeft);
        start = position;
        bits = new JpegBits(data, position, end);
        untilRestart = restartInterval;
        foreach (JpegComponent component in components) component.Prediction = 0;
    }

    /// <summary>Whether units hold blocks of several components.</summary>
    public bool IsInterleaved => components.Length > 1;

    /// <summary>The rows of units.</summary>
    public int UnitRows => IsInterleaved ? frame.UnitsDown : components[0].OwnBlocksDown;

    /// <summary>Where the bits end, once all rows are decoded.</summary>
    public int Position => bits.Position;

    /// <summary>Decodes the next row of units.</summary>
    /// <exception cref="BadFileException">The bits are no code, or end too early.</exception>
    public void Row(int row)
    {
        if (isOver) return;
        int across = IsInterleaved ? frame.UnitsAcross : components[0].OwnBlocksAcross;
        for (int unit = 0; unit < across; unit++)
        {
            if (isOver) return;
            if (restartInterval > 0 && untilRestart-- == 0) Restart(row);
            if (!IsInterleaved)
            {
                fixed (short* blocks = components[0].CoefficientRow(row)) Block(components[0], blocks + unit * 64, row);
                continue;
            }
            foreach (JpegComponent component in components)
                for (int v = 0; v < component.Vertical; v++)
                    fixed (short* blocks = component.CoefficientRow(row * component.Vertical + v))
                        for (int h = 0; h < component.Horizontal && !isOver; h++) Block(component, blocks + (unit * component.Horizontal + h) * 64, row);
        }
    }

    private void Block(JpegComponent component, short* block, int row)
    {
        bool good;
        if (!frame.Progressive)
        {
            int prediction = component.Prediction;
            good = JpegBlocks.Sequential(ref bits, component.Dc!, component.Ac!, ref prediction, block) >= 0;
            component.Prediction = prediction;
        }
        else if (from > 0)
            good = high == 0 ? JpegBlocks.FirstAc(ref bits, component.Ac!, from, to, low, ref endRun, block)
                : JpegBlocks.RefineAc(ref bits, component.Ac!, from, to, low, ref endRun, block);
        else if (high == 0)
        {
            int prediction = component.Prediction;
            good = JpegBlocks.FirstDc(ref bits, component.Dc!, ref prediction, low, block);
            component.Prediction = prediction;
        }
        else
        {
            JpegBlocks.RefineDc(ref bits, low, block);
            good = true;
        }
        if (bits.IsOverrun) End(row);
        else if (!good) throw source.Bad($"row {row} of the picture's blocks has bits that are no code of its Huffman table", bits.Position);
    }

    private void Restart(int row)
    {
        int position = bits.Position;
        // Bytes that no code has used may stand before the marker; they are skipped, as all decoders do.
        while (position + 1 < end && !(data[position] == 0xFF && data[position + 1] is not (0 or 0xFF))) position++;
        if (position + 1 >= end)
        {
            End(row);
            return;
        }
        if (data[position + 1] is not (>= 0xD0 and <= 0xD7)) throw source.Bad($"a restart marker is missing before unit row {row}", position);
        bits = new JpegBits(data, position + 2, end);
        untilRestart = restartInterval - 1;
        endRun = 0;
        foreach (JpegComponent component in components) component.Prediction = 0;
    }

    /// <summary>
    /// The bits have come to an end too early. A progressive scan that ends before a marker leaves the rest of its coefficients as they are, which is a picture
    /// all the same; a file that is cut off is an error, and so is a sequential picture without its lower part.
    /// </summary>
    private void End(int row)
    {
        if (bits.Position + 1 >= end) throw source.Bad($"the file ends in the picture, in row {row} of {UnitRows} rows of blocks", end, "the file was cut off; get a whole copy");
        if (!frame.Progressive) throw source.Bad($"the picture's data, which begin at offset {start}, end in row {row} of {UnitRows} rows of blocks", bits.Position);
        isOver = true;
    }
}
