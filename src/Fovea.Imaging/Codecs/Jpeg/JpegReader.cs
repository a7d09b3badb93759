using System.Buffers.Binary;
using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// Reads JPEG files (ITU T.81; JFIF; Adobe's and EXIF's segments): baseline, extended sequential and progressive Huffman coding with 8 bits. Arithmetic coding,
/// 12 bits and lossless coding are refused by name. Segments that are not understood are skipped.
/// </summary>
internal sealed unsafe class JpegReader
{
    /// <summary>Coefficients that are decoded before their rows are transformed, about a second-level cache of them.</summary>
    private const int BatchCoefficients = 128 * 1024;

    /// <summary>What is read at first where only the header is wanted.</summary>
    private const int HeaderBytes = 16 * 1024;

    private readonly ImageSource source;
    private byte[] data = [];
    private readonly ushort[]?[] steps = new ushort[4][];
    private readonly JpegHuffman?[] dc = new JpegHuffman[4], ac = new JpegHuffman[4];
    private JpegFrame? frame;
    private JpegPicture? picture;
    private int position, restartInterval, scans;
    private int? adobeTransform;
    private bool isJfif;

    /// <summary>A file whose length is known, and which was found by its first bytes.</summary>
    public JpegReader(ImageSource source)
    {
        this.source = source;
        if (source.Remaining > source.Limits.MaxBytes) throw source.Bad($"the file is longer than {source.Limits.MaxBytes} bytes", 0, "raise ImageLimits.MaxBytes to read it");
    }

    /// <summary>How the camera was held; 1 is upright.</summary>
    public int Orientation { get; private set; } = 1;

    /// <summary>The size of the upright image, from the segments before the first scan, behind which nothing is read.</summary>
    public ImageInfo Identify()
    {
        Load(HeaderBytes);
        while (frame is null || Next() != Markers.StartOfScan) ReadSegment();
        return Info(frame);
    }

    /// <summary>Decodes the image and sets it upright.</summary>
    public Image<byte> Read()
    {
        Load(int.MaxValue);
        fixed (byte* bytes = data)
            while (Next() is { } marker)
            {
                if (marker == Markers.StartOfScan) Scan(bytes);
                else if (marker == Markers.EndOfImage) break;
                else ReadSegment();
            }
        if (frame is null) throw source.Bad("there is no picture in the file: no frame header", position);
        if (scans == 0) throw source.Bad("there is no picture in the file: no scan follows the frame header", position);
        if (picture is null)
        {
            if (frame.Components.FirstOrDefault(component => component.Steps is null) is { } without)
                throw source.Bad($"there is no scan of component {without.Id}", position);
            picture = NewPicture(frame);
            Pass(null, picture);
        }
        return JpegOrientation.Upright(picture.Image, Orientation);
    }

    /// <summary>The next marker, which stays; null at the end of a file that has a picture but no end marker.</summary>
    private byte? Next()
    {
        if (position == 0) position = 2; // start of image, by which the format was recognised
        // Bytes between segments that are no marker are skipped, as all decoders do.
        do
        {
            while (position + 1 < data.Length && !(data[position] == 0xFF && data[position + 1] is not (0 or 0xFF))) position++;
            if (position + 1 < data.Length) return data[position + 1];
        }
        while (Load(position + 2));
        return scans > 0 ? null : throw source.Bad("the file ends before its picture", data.Length, "the file was cut off; get a whole copy");
    }

    /// <summary>Reads the file up to an offset at least, as far as it goes; false where nothing was to be read.</summary>
    private bool Load(int until)
    {
        int had = data.Length, length = (int)Math.Min(Math.Max(until, 2L * had), Math.Min(had + source.Remaining, Array.MaxLength));
        if (until <= had || length == had) return false;
        byte[] more = GC.AllocateUninitializedArray<byte>(length);
        data.CopyTo(more, 0);
        source.ReadExactly(more.AsSpan(had), "the file");
        data = more;
        return true;
    }

    private void ReadSegment()
    {
        if (Next() is not { } marker) return;
        if (marker is Markers.Temporary or (>= Markers.Restart0 and <= Markers.StartOfImage))
        {
            position += 2;
            return;
        }
        if (marker is Markers.EndOfImage or Markers.StartOfScan) throw source.Bad("there is no frame header before the picture's data", position);
        Load(position + 4);
        if (position + 4 <= data.Length) Load(position + 2 + BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(position + 2)));
        Segment segment = new(source, data, position);
        switch (marker)
        {
            case Markers.QuantizationTables: ReadSteps(ref segment); break;
            case Markers.HuffmanTables: ReadHuffman(ref segment); break;
            case Markers.RestartInterval: restartInterval = segment.Word(); break;
            case Markers.App0: isJfif |= segment.StartsWith("JFIF\0"u8); break;
            case Markers.App1: if (segment.StartsWith("Exif\0\0"u8)) Orientation = JpegOrientation.Find(segment.Rest[6..]) ?? Orientation; break;
            case Markers.App14: if (segment.StartsWith("Adobe"u8) && segment.Rest.Length >= 12) adobeTransform = segment.Rest[11]; break;
            case Markers.Frame or Markers.ExtendedFrame or Markers.ProgressiveFrame: ReadFrame(ref segment, marker == Markers.ProgressiveFrame); break;
            case Markers.LateHeight: throw source.Bad("the height is given behind the picture (DNL), which is not read", position);
            default:
                if (Markers.Refused(marker) is { } kind) throw source.Bad($"the picture is {kind}, which is not read", position, "convert it to a baseline or progressive JPEG, or to PNG");
                break;
        }
        position = segment.End;
    }

    private void ReadSteps(ref Segment segment)
    {
        while (segment.Left > 0)
        {
            int kind = segment.Byte();
            if (kind >> 4 > 1 || (kind & 15) > 3) throw segment.Bad($"a quantisation table has the number {kind & 15} and precision {kind >> 4}");
            ushort[] table = new ushort[64];
            for (int k = 0; k < 64; k++)
            {
                int step = kind >> 4 == 0 ? segment.Byte() : segment.Word();
                table[JpegBlocks.Natural[k]] = (ushort)step;
            }
            steps[kind & 15] = table;
        }
    }

    private void ReadHuffman(ref Segment segment)
    {
        while (segment.Left > 0)
        {
            int kind = segment.Byte();
            if (kind >> 4 > 1 || (kind & 15) > 3) throw segment.Bad($"a Huffman table has the number {kind & 15} and class {kind >> 4}");
            ReadOnlySpan<byte> counts = segment.Bytes(16);
            int sum = 0;
            foreach (byte count in counts) sum += count;
            if (sum > 256) throw segment.Bad($"a Huffman table has {sum} codes, at most 256 are possible");
            JpegHuffman table = JpegHuffman.Create(counts, segment.Bytes(sum)) ?? throw segment.Bad("a Huffman table has more codes of a length than there can be");
            (kind >> 4 == 0 ? dc : ac)[kind & 15] = table;
        }
    }

    private void ReadFrame(ref Segment segment, bool progressive)
    {
        if (frame is not null) throw segment.Bad("there is a second frame header");
        int precision = segment.Byte(), height = segment.Word(), width = segment.Word(), count = segment.Byte();
        if (precision != 8) throw source.Bad($"samples have {precision} bits, only 8 are read", position, "convert it to a JPEG of 8 bits, or to PNG");
        if (height == 0) throw segment.Bad("the height is 0 (given behind the picture, or missing)");
        if (width == 0) throw segment.Bad("the width is 0");
        if (count is not (1 or 3 or 4)) throw segment.Bad($"there are {count} components; 1, 3 and 4 are read");
        List<JpegComponent> components = [];
        for (int i = 0; i < count; i++)
        {
            int id = segment.Byte(), factors = segment.Byte(), table = segment.Byte();
            if (factors >> 4 is < 1 or > 4 || (factors & 15) is < 1 or > 4) throw segment.Bad($"component {id} has the sampling factors {factors >> 4} x {factors & 15}, which must be 1 to 4");
            if (table > 3) throw segment.Bad($"component {id} has quantisation table {table}; there are 0 to 3");
            if (components.Exists(other => other.Id == id)) throw segment.Bad($"there are two components {id}");
            components.Add(new JpegComponent(id, factors >> 4, factors & 15, table));
        }
        JpegFrame found = new(height, width, progressive, components);
        ImageInfo info = Info(found);
        source.CheckLimits(info, position);
        // Every block has at least one bit in the first scan of its component, two where DC and AC come together.
        long least = found.Blocks * (progressive ? 1 : 2) / 8;
        long follow = data.Length + source.Remaining - segment.End;
        if (least > follow) throw source.Bad($"the frame header announces a picture ({info.Height} x {info.Width}) of at least {least} bytes, but only {follow} follow", position);
        frame = found;
    }

    private void Scan(byte* bytes)
    {
        if (frame is null) throw source.Bad("there is no frame header before the picture's data", position);
        if (++scans > source.Limits.MaxScans) throw source.Bad($"there are more than {source.Limits.MaxScans} scans", position, "raise ImageLimits.MaxScans to read it");
        Segment segment = new(source, data, position);
        int count = segment.Byte();
        if (count < 1 || count > frame.Components.Length) throw segment.Bad($"a scan has {count} components, the picture {frame.Components.Length}");
        List<JpegComponent> components = [];
        for (int i = 0; i < count; i++)
        {
            int id = segment.Byte(), tables = segment.Byte();
            JpegComponent component = Array.Find(frame.Components, candidate => candidate.Id == id) ?? throw segment.Bad($"a scan has component {id}, which the picture has not");
            if (components.Contains(component)) throw segment.Bad($"a scan has component {id} twice");
            if (tables >> 4 > 3 || (tables & 15) > 3) throw segment.Bad($"component {id} uses Huffman tables {tables >> 4} and {tables & 15}; there are 0 to 3");
            (component.Dc, component.Ac) = (dc[tables >> 4], ac[tables & 15]);
            components.Add(component);
        }
        if (count > 1 && components.Sum(component => component.Horizontal * component.Vertical) > 10) throw segment.Bad("a unit of the scan has more than 10 blocks");
        int from = segment.Byte(), to = segment.Byte(), bits = segment.Byte(), high = bits >> 4, low = bits & 15;
        if (!frame.Progressive) (from, to, high, low) = (0, 63, 0, 0); // some encoders write nonsense here
        else if (from > to || to > 63 || (from == 0) != (to == 0) || (from > 0 && count > 1) || low > 13 || (high != 0 && high != low + 1))
            throw segment.Bad($"a progressive scan of {count} components, coefficients {from} to {to}, bits {high} to {low} is not possible");
        foreach (JpegComponent component in components)
        {
            if (from == 0 && high == 0 && component.Dc is null) throw segment.Bad($"component {component.Id} has no Huffman table for DC");
            if (to > 0 && component.Ac is null) throw segment.Bad($"component {component.Id} has no Huffman table for AC");
            component.Steps ??= steps[component.Table] ?? throw segment.Bad($"component {component.Id} has no quantisation table {component.Table}");
        }
        JpegScan scan = new(frame, [.. components], (from, to), high, low, restartInterval, source, bytes, segment.End, data.Length);
        if (!frame.Progressive && count == frame.Components.Length && picture is null && scans == 1)
        {
            picture = NewPicture(frame);
            Pass(scan, picture);
        }
        else if (picture is null)
            for (int row = 0; row < scan.UnitRows; row++) scan.Row(row);
        else throw source.Bad("a scan follows the one that had the whole picture", position);
        position = scan.Position;
    }

    /// <summary>
    /// Decodes (where the scan is given), transforms and finishes all rows of units. While one batch of rows is decoded, which only one thread can do, the others transform
    /// the batch before it and finish the one two before that, all of whose neighbours have been transformed.
    /// </summary>
    private void Pass(JpegScan? scan, JpegPicture target)
    {
        int rowCoefficients = frame!.Components.Sum(component => component.BlocksAcross * component.Vertical * 64);
        int batch = Math.Clamp(BatchCoefficients / rowCoefficients, 1, 64), batches = (frame.UnitsDown + batch - 1) / batch;
        for (int step = 0; step < batches + 3; step++)
        {
            PassWork work = new(scan, target, frame.UnitsDown, batch, step);
            Workers.Run(1 + 2 * batch, ref work);
        }
    }

    private readonly struct PassWork(JpegScan? scan, JpegPicture picture, int unitRows, int batch, int step) : Workers.IWork
    {
        public void Run(int chunk)
        {
            if (chunk == 0)
            {
                if (scan is null) return;
                for (int row = step * batch; row < Math.Min(unitRows, (step + 1) * batch); row++) scan.Row(row);
                return;
            }
            int index = chunk - 1, at = index < batch ? (step - 1) * batch + index : (step - 3) * batch + index - batch;
            if (at < 0 || at >= unitRows || (index < batch ? step < 1 : step < 3)) return;
            if (index < batch) picture.Transform(at, recycle: scan is not null);
            else picture.Finish(at);
        }
    }

    private JpegPicture NewPicture(JpegFrame of) => new(of, Colors(of), inverted: adobeTransform is not null);

    private JpegColors Colors(JpegFrame of) => of.Components.Length switch
    {
        1 => JpegColors.Gray,
        3 when isJfif => JpegColors.YCbCr,
        3 when adobeTransform is not null => adobeTransform == 0 ? JpegColors.Rgb : JpegColors.YCbCr,
        3 => of.Components[0].Id == 'R' && of.Components[1].Id == 'G' && of.Components[2].Id == 'B' ? JpegColors.Rgb : JpegColors.YCbCr,
        _ => adobeTransform == 2 ? JpegColors.Ycck : JpegColors.Cmyk,
    };

    private ImageInfo Info(JpegFrame of) => JpegOrientation.IsSideways(Orientation)
        ? new ImageInfo(ImageFormat.Jpeg, of.Width, of.Height, of.Components.Length == 1 ? 1 : 3, PixelDepth.UInt8)
        : new ImageInfo(ImageFormat.Jpeg, of.Height, of.Width, of.Components.Length == 1 ? 1 : 3, PixelDepth.UInt8);

    /// <summary>The markers that are told apart (T.81, table B.1).</summary>
    private static class Markers
    {
        public const byte Temporary = 0x01, Frame = 0xC0, ExtendedFrame = 0xC1, ProgressiveFrame = 0xC2, HuffmanTables = 0xC4, Restart0 = 0xD0, StartOfImage = 0xD8,
            EndOfImage = 0xD9, StartOfScan = 0xDA, QuantizationTables = 0xDB, LateHeight = 0xDC, RestartInterval = 0xDD, App0 = 0xE0, App1 = 0xE1, App14 = 0xEE;

        public static string? Refused(byte marker) => marker switch
        {
            0xC3 => "coded without loss (SOF3)",
            0xC5 or 0xC6 or 0xC7 => "coded in a hierarchy of differences",
            0xC9 or 0xCA or 0xCB or 0xCD or 0xCE or 0xCF or 0xCC => "coded arithmetically",
            _ => null,
        };
    }

    /// <summary>The bytes of one segment, which ends where its length says.</summary>
    private ref struct Segment
    {
        private readonly ImageSource source;
        private readonly byte[] data;
        private readonly int start;
        private int at;

        public Segment(ImageSource source, byte[] data, int position)
        {
            (this.source, this.data, start) = (source, data, position);
            at = position + 4;
            int length = position + 4 <= data.Length ? BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(position + 2)) : -1;
            if (length < 0 || position + 2 + length > data.Length) throw source.Bad($"the file ends in segment {data[position + 1]:X2}", position, "the file was cut off; get a whole copy");
            if (length < 2) throw source.Bad($"segment {data[position + 1]:X2} has the length {length}", position);
            End = position + 2 + length;
        }

        public int End { get; }

        public readonly int Left => End - at;

        public readonly ReadOnlySpan<byte> Rest => data.AsSpan(at, Left);

        public readonly bool StartsWith(ReadOnlySpan<byte> text) => Rest.StartsWith(text);

        public byte Byte() => Bytes(1)[0];

        public int Word() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

        public ReadOnlySpan<byte> Bytes(int count)
        {
            if (count > Left) throw Bad("the segment is shorter than what it should hold");
            at += count;
            return data.AsSpan(at - count, count);
        }

        public readonly BadFileException Bad(string reason) => source.Bad(reason, start);
    }
}
