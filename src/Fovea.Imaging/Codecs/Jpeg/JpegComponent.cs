using System.Collections.Concurrent;

namespace Fovea.Imaging;

/// <summary>One component (Y, Cb, Cr, ...) of a JPEG image: its sampling and the blocks of its coefficients.</summary>
/// <param name="Id">The number by which scans name it.</param>
/// <param name="Horizontal">Its horizontal sampling factor.</param>
/// <param name="Vertical">Its vertical sampling factor.</param>
/// <param name="Table">The number of its quantisation table.</param>
internal sealed record JpegComponent(int Id, int Horizontal, int Vertical, int Table)
{
    /// <summary>Samples of a row that belong to the image.</summary>
    public int Width { get; set; }

    /// <summary>Rows of samples that belong to the image.</summary>
    public int Height { get; set; }

    /// <summary>Blocks of a row that whole minimum coded units have.</summary>
    public int BlocksAcross { get; set; }

    /// <summary>Rows of blocks that whole minimum coded units have.</summary>
    public int BlocksDown { get; set; }

    /// <summary>The blocks of a row that a scan of this component alone has.</summary>
    public int OwnBlocksAcross => (Width + 7) / 8;

    /// <summary>The rows of blocks that a scan of this component alone has.</summary>
    public int OwnBlocksDown => (Height + 7) / 8;

    /// <summary>Quantisation steps in natural order, as they were when the component's first scan began.</summary>
    public ushort[]? Steps { get; set; }

    /// <summary>Coefficients of rows of blocks, 64 a block in natural order; null where no scan has come to the row yet. For images of several scans.</summary>
    public short[]?[] Rows { get; set; } = [];

    /// <summary>The decoded samples, <see cref="BlocksAcross"/> * 8 to a row.</summary>
    public byte[] Plane { get; set; } = [];

    /// <summary>The tables that the scan in progress uses.</summary>
    public JpegHuffman? Dc { get; set; }

    /// <inheritdoc cref="Dc"/>
    public JpegHuffman? Ac { get; set; }

    /// <summary>The last DC value of the scan in progress.</summary>
    public int Prediction { get; set; }

    /// <summary>Bytes of a row of <see cref="Plane"/>.</summary>
    public int Stride => BlocksAcross * 8;

    private readonly ConcurrentBag<short[]> free = [];

    /// <summary>The coefficients of a row of blocks; made when a scan comes to it.</summary>
    public short[] CoefficientRow(int y) => Rows[y] ??= free.TryTake(out short[]? row) ? row : new short[BlocksAcross * 64];

    /// <summary>Says that a row's coefficients are no longer needed, so that a later row can have their memory.</summary>
    public void Recycle(int y)
    {
        if (Rows[y] is not { } row) return;
        row.AsSpan().Clear();
        Rows[y] = null;
        free.Add(row);
    }
}
