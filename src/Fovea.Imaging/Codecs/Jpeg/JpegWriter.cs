using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fovea.Imaging;

/// <summary>Writes grey and RGB images of 8 bits as baseline JPEG (ITU T.81; JFIF 1.02), row of units by row of units.</summary>
internal sealed unsafe class JpegWriter
{
    private readonly Stream stream;
    private readonly Image<byte> image;
    private readonly JpegBitWriter bits;
    private readonly Component[] components;
    private readonly int units, width;      // of a row: units, and pixels of whole units

    private JpegWriter(Stream stream, Image<byte> image, JpegWriteOptions options)
    {
        (this.stream, this.image, bits) = (stream, image, new JpegBitWriter(stream));
        (int across, int down) = image.Channels == 1 ? (1, 1) : options.Sampling switch { JpegSampling.TwoByTwo => (2, 2), JpegSampling.TwoByOne => (2, 1), _ => (1, 1) };
        Table luminance = new(Scaled(JpegStandardTables.Luminance, options.Quality), JpegStandardTables.LuminanceDc, JpegStandardTables.LuminanceAc, JpegStandardTables.LuminanceAcSymbols);
        Table chrominance = new(Scaled(JpegStandardTables.Chrominance, options.Quality), JpegStandardTables.ChrominanceDc, JpegStandardTables.ChrominanceAc, JpegStandardTables.ChrominanceAcSymbols);
        units = (image.Width + 8 * across - 1) / (8 * across);
        width = 8 * across * units;
        components = image.Channels == 1 ? [new Component(1, 1, 0, luminance, width)]
            : [new Component(across, down, 0, luminance, width), new Component(1, 1, 1, chrominance, width), new Component(1, 1, 1, chrominance, width)];
    }

    /// <summary>Checks that the image can be written so.</summary>
    /// <exception cref="FoveaException">It cannot.</exception>
    public static Image<byte> Check(Image image, JpegWriteOptions options)
    {
        if (options.Quality is < 1 or > 100) throw new FoveaException($"JPEG: the quality is {options.Quality}, but must be 1 to 100");
        if (!Enum.IsDefined(options.Sampling)) throw new FoveaException($"JPEG: there is no sampling {options.Sampling}");
        if (image is not Image<byte> bytes) throw new FoveaException($"JPEG holds 8 bits, the image is {image}", "convert it with ToByte()");
        if (image.Channels is not (1 or 3))
            throw new FoveaException($"JPEG holds 1 or 3 channels, the image ({image}) has {image.Channels}", image.HasAlpha ? ColorChannels.HowToDropAlpha : "convert it with ToGray() or ToRgb()");
        if (image.Height > 65535 || image.Width > 65535) throw new FoveaException($"JPEG holds at most 65535 rows and columns, the image is {image}");
        return bytes;
    }

    /// <summary>Writes an image that has been checked.</summary>
    public static void Write(Stream stream, Image<byte> image, JpegWriteOptions options)
    {
        JpegWriter writer = new(stream, image, options);
        writer.Headers();
        int unitHeight = 8 * writer.components[0].Down;
        for (int y = 0; y < image.Height; y += unitHeight) writer.UnitRow(y);
        writer.bits.End();
        stream.Write([0xFF, 0xD9]);
    }

    private void Headers()
    {
        stream.Write([0xFF, 0xD8]);
        Segment(0xE0, [.. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 0, 0]);
        foreach (var (number, table) in Tables())
        {
            byte[] steps = new byte[65];
            steps[0] = (byte)number;
            for (int k = 0; k < 64; k++) steps[1 + k] = (byte)table.Steps[JpegBlocks.Natural[k]];
            Segment(0xDB, steps);
        }
        byte[] size = new byte[6];
        size[0] = 8;
        BinaryPrimitives.WriteUInt16BigEndian(size.AsSpan(1), (ushort)image.Height);
        BinaryPrimitives.WriteUInt16BigEndian(size.AsSpan(3), (ushort)image.Width);
        size[5] = (byte)components.Length;
        Segment(0xC0, [.. size, .. components.SelectMany((component, i) => new[] { (byte)(i + 1), (byte)((component.Across << 4) | component.Down), (byte)component.TableNumber })]);
        foreach (var (number, table) in Tables())
        {
            Segment(0xC4, [(byte)number, .. table.DcCounts, .. JpegStandardTables.DcSymbols]);
            Segment(0xC4, [(byte)(0x10 | number), .. table.AcCounts, .. table.AcSymbols]);
        }
        Segment(0xDA, [(byte)components.Length, .. components.SelectMany((component, i) => new[] { (byte)(i + 1), (byte)(component.TableNumber * 0x11) }), 0, 63, 0]);
    }

    private IEnumerable<(int Number, Table Table)> Tables() => components.Select(component => (component.TableNumber, component.Table)).Distinct();

    private void Segment(byte marker, ReadOnlySpan<byte> content)
    {
        Span<byte> start = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(start[2..], (ushort)(content.Length + 2));
        stream.Write(start);
        stream.Write(content);
    }

    private void UnitRow(int top)
    {
        for (int y = 0; y < 8 * components[0].Down; y++) ReadRow(Math.Min(top + y, image.Height - 1), y);
        if (components.Length > 1 && components[0].Across > 1)
            foreach (Component component in components[1..]) component.Halve(components[0].Down);
        for (int unit = 0; unit < units; unit++)
            foreach (Component component in components)
                for (int v = 0; v < component.Down; v++)
                    for (int h = 0; h < component.Across; h++) Block(component, unit * component.Across + h, v);
    }

    /// <summary>A row of the image as components of full size; the last column goes on to the end of the last unit.</summary>
    private void ReadRow(int y, int to)
    {
        ReadOnlySpan<byte> row = image.Row(y);
        int last = image.Width - 1;
        if (components.Length == 1)
        {
            Span<int> grey = components[0].Row(to);
            for (int x = 0; x < width; x++) grey[x] = row[Math.Min(x, last)] - 128;
            return;
        }
        Span<int> luminance = components[0].Row(to), blue = components[1].Row(to), red = components[2].Row(to);
        for (int x = 0; x < width; x++)
        {
            int at = 3 * Math.Min(x, last), r = row[at], g = row[at + 1], b = row[at + 2];
            // JFIF's coefficients times 2^16; differences of colour are made around 0, luminance is lowered by 128.
            luminance[x] = ((19595 * r + 38470 * g + 7471 * b + 32768) >> 16) - 128;
            blue[x] = (-11059 * r - 21709 * g + 32768 * b + 32767) >> 16;
            red[x] = (32768 * r - 27439 * g - 5329 * b + 32767) >> 16;
        }
    }

    private void Block(Component component, int x, int y)
    {
        int* samples = stackalloc int[64];
        for (int v = 0; v < 8; v++) component.Row(8 * y + v).Slice(8 * x, 8).CopyTo(new Span<int>(samples + 8 * v, 8));
        JpegTransform.Forward(samples);
        Table table = component.Table;
        for (int i = 0; i < 64; i += 8)
        {
            Vector256<float> scaled = Vector256.ConvertToSingle(Vector256.Load(samples + i)) * Vector256.Create(table.Scales, i);
            Vector256.ConvertToInt32(Vector256.Round(scaled)).Store(samples + i);
        }

        int difference = samples[0] - component.Prediction;
        component.Prediction = samples[0];
        int size = Size(difference);
        bits.Write(table.Dc[size].Code, table.Dc[size].Length);
        Value(difference, size);
        int run = 0;
        for (int k = 1; k < 64; k++)
        {
            int value = samples[JpegBlocks.Natural[k]];
            if (value == 0)
            {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) bits.Write(table.Ac[0xF0].Code, table.Ac[0xF0].Length);
            // Quantised coefficients of 8 bits have at most 10 bits; what the standard's table has no code for cannot occur.
            size = Size(value);
            (uint code, int length) = table.Ac[(run << 4) | size];
            bits.Write(code, length);
            Value(value, size);
            run = 0;
        }
        if (run > 0) bits.Write(table.Ac[0].Code, table.Ac[0].Length);
    }

    private void Value(int value, int size)
    {
        if (size > 0) bits.Write((uint)(value < 0 ? value + (1 << size) - 1 : value), size);
    }

    private static int Size(int value) => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));

    /// <summary>The steps of a quality, by the rule of the Independent JPEG Group.</summary>
    private static ushort[] Scaled(ReadOnlySpan<byte> steps, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        ushort[] scaled = new ushort[64];
        for (int i = 0; i < 64; i++) scaled[i] = (ushort)Math.Clamp((steps[i] * percent + 50) / 100, 1, 255);
        return scaled;
    }

    /// <summary>Quantisation and codes of one kind of component.</summary>
    private sealed class Table
    {
        public Table(ushort[] steps, ReadOnlySpan<byte> dcCounts, ReadOnlySpan<byte> acCounts, ReadOnlySpan<byte> acSymbols)
        {
            Steps = steps;
            // The transform's results are eight times too large.
            Scales = Array.ConvertAll(steps, step => 1f / (8 * step));
            (DcCounts, AcCounts, AcSymbols) = (dcCounts.ToArray(), acCounts.ToArray(), acSymbols.ToArray());
            Dc = Codes(DcCounts, JpegStandardTables.DcSymbols);
            Ac = Codes(AcCounts, AcSymbols);
        }

        public ushort[] Steps { get; }

        public float[] Scales { get; }

        public byte[] DcCounts { get; }

        public byte[] AcCounts { get; }

        public byte[] AcSymbols { get; }

        /// <summary>The code of each symbol.</summary>
        public (uint Code, int Length)[] Dc { get; }

        /// <inheritdoc cref="Dc"/>
        public (uint Code, int Length)[] Ac { get; }

        private static (uint, int)[] Codes(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
        {
            var codes = new (uint, int)[256];
            uint code = 0;
            int at = 0;
            for (int length = 1; length <= 16; length++, code <<= 1)
                for (int i = 0; i < counts[length - 1]; i++) codes[symbols[at++]] = (code++, length);
            return codes;
        }
    }

    /// <summary>A component's samples of one row of units.</summary>
    private sealed class Component(int across, int down, int tableNumber, Table table, int width)
    {
        // Components that are sampled more coarsely are read at full size too, before they are made smaller.
        private readonly int[] samples = new int[16 * width];

        public int Across => across;

        public int Down => down;

        public int TableNumber => tableNumber;

        public Table Table => table;

        public int Prediction { get; set; }

        public Span<int> Row(int y) => samples.AsSpan(y * width, width);

        /// <summary>Makes one sample of two side by side in each of <paramref name="rows"/> rows, 1 or 2.</summary>
        public void Halve(int rows)
        {
            for (int y = 0; y < 8; y++)
            {
                Span<int> upper = Row(y * rows), lower = Row(y * rows + rows - 1), to = Row(y);
                // Halves are rounded down and up in turn, so that no row grows brighter.
                for (int x = 0; x < width / 2; x++)
                    to[x] = (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 1 + (x & 1)) >> 2;
            }
        }
    }
}
