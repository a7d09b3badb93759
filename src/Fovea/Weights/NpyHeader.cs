using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fovea.Tensors;

namespace Fovea.Weights;

/// <summary>
/// The header of a NumPy file: a magic text, a version, a length, and a Python dictionary of element type, order of the axes and shape. The dictionary is read as the
/// few words that it may hold, never evaluated.
/// </summary>
/// <param name="Type">The type of the elements.</param>
/// <param name="BigEndian">Whether an element's most significant byte comes first.</param>
/// <param name="FortranOrder">Whether the first dimension runs fastest, instead of the last.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="DataStart">The byte at which the elements begin.</param>
internal sealed record NpyHeader(ElementType Type, bool BigEndian, bool FortranOrder, Shape Shape, long DataStart)
{
    /// <summary>The limit of NumPy itself for files that are not trusted; a header that is read here takes about a hundred bytes.</summary>
    const int MaxLength = 10_000;

    /// <summary>The elements begin at a multiple of this, as NumPy writes it.</summary>
    const int Alignment = 64;

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header; the stream then stands at the first element.</summary>
    /// <exception cref="BadFileException">It is none, or one of an array that is not read here.</exception>
    public static NpyHeader Read(string file, Stream stream)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false);
        if (got < 8 || !start[..6].SequenceEqual(Magic)) throw new BadFileException(file, "is not a NumPy file: it does not begin with \\x93NUMPY", 0, "numpy.save writes one");
        int version = start[6];
        if (version is < 1 or > 3 || start[7] != 0) throw new BadFileException(file, $"is of version {version}.{start[7]} of the NumPy format; 1.0, 2.0 and 3.0 are read", 6);
        int lengthBytes = version == 1 ? 2 : 4;
        if (stream.ReadAtLeast(start.Slice(8, lengthBytes), lengthBytes, throwOnEndOfStream: false) < lengthBytes) throw new BadFileException(file, "ends within its header", 8);
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaxLength) throw new BadFileException(file, $"the header is said to have {length} bytes, the limit is {MaxLength}", 8);
        byte[] text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length) throw new BadFileException(file, $"ends within its header, which is said to have {length} bytes", 8);
        // Only names of fields may hold letters beyond ASCII, and arrays with fields are refused: one byte is one character here.
        return new Parser(file, Encoding.Latin1.GetString(text), 8 + lengthBytes).Header();
    }

    /// <summary>The bytes before the elements of an array in row-major order, little-endian.</summary>
    public static byte[] Write(ElementType type, Shape shape)
    {
        string sizes = shape.Rank == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        string text = $"{{'descr': '{(type.Bits() == 8 ? '|' : '<')}{NpyElements.CodeOf(type)}', 'fortran_order': False, 'shape': ({sizes}), }}";
        const int Before = 10;
        int length = (Before + text.Length + 1 + Alignment - 1) / Alignment * Alignment - Before;
        return [.. Magic, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 1)), (byte)'\n'];
    }

    /// <summary>Reads the dictionary, which begins at a byte of the file.</summary>
    sealed class Parser(string file, string text, int start)
    {
        int at;

        char Next => at < text.Length ? text[at] : '\0';

        public NpyHeader Header()
        {
            string? descr = null;
            bool? fortran = null;
            Shape? shape = null;
            Expect('{');
            while (!Take('}'))
            {
                int key = at;
                string name = Text();
                Expect(':');
                bool isNew = name switch
                {
                    "descr" => Set(ref descr, Descr()),
                    "fortran_order" => SetValue(ref fortran, Truth()),
                    "shape" => Set(ref shape, Sizes()),
                    _ => throw Bad($"the header has an unknown key {Quoted.Name(name)}", key),
                };
                if (!isNew) throw Bad($"the header has {name} twice", key);
                if (Take(',')) continue;
                Expect('}');
                break;
            }
            Blank();
            if (at < text.Length) throw Bad("something follows the header's dictionary");
            if (descr is null || fortran is null || shape is null) throw Bad($"the header has no {(descr is null ? "descr" : fortran is null ? "fortran_order" : "shape")}", 0);
            (ElementType type, bool big) = TypeOf(descr);
            return new NpyHeader(type, big, fortran.Value, shape, start + text.Length);
        }

        (ElementType, bool BigEndian) TypeOf(string descr)
        {
            bool ordered = descr.Length > 0 && "<>=|".Contains(descr[0], StringComparison.Ordinal);
            if (!NpyElements.TryParse(ordered ? descr[1..] : descr, out ElementType type) || (descr[0] == '|' && type.Bits() > 8))
                throw new BadFileException(file, $"holds elements of type {Quoted.Name(descr)}, which are not read", start,
                    descr.Contains('O', StringComparison.Ordinal) ? "Python objects are pickled, and nothing of a file is executed here: save an array of numbers" : $"read are {NpyElements.Known}, in either byte order");
            return (type, descr[0] == '>' || (!BitConverter.IsLittleEndian && descr[0] != '<'));
        }

        string Descr()
        {
            Blank();
            return Next is '\'' or '"' ? Text() : throw Bad("the elements are records with fields, which are not read: save one field");
        }

        bool Truth()
        {
            Blank();
            foreach (bool value in (ReadOnlySpan<bool>)[true, false])
                if (string.CompareOrdinal(text, at, value ? "True" : "False", 0, value ? 4 : 5) == 0)
                {
                    at += value ? 4 : 5;
                    return value;
                }
            throw Bad("fortran_order is neither True nor False");
        }

        Shape Sizes()
        {
            Expect('(');
            List<int> sizes = [];
            long count = 1;
            bool comma = true;
            while (!Take(')'))
            {
                if (!comma) throw Bad("there is no comma between two sizes of the shape");
                int begin = at;
                while (char.IsAsciiDigit(Next)) at++;
                if (!int.TryParse(text.AsSpan(begin, at - begin), NumberStyles.None, CultureInfo.InvariantCulture, out int size))
                    throw Bad("a size of the shape is not a whole number from 0 to 2^31 - 1", begin);
                // Python 2 wrote its long integers so.
                if (Next == 'L') at++;
                if (Math.BigMul(count, (long)size, out count) != 0 || count < 0) throw Bad("the shape has more elements than can be counted", begin);
                sizes.Add(size);
                comma = Take(',');
            }
            return sizes.Count == 1 && !comma ? throw Bad("the shape is a number and not a list of sizes") : Shape.Create([.. sizes]);
        }

        string Text()
        {
            Blank();
            char quote = Next;
            int end = quote is '\'' or '"' ? text.IndexOf(quote, at + 1) : -1;
            if (end < 0) throw Bad("the header is not a dictionary as NumPy writes it: a text in quotes is expected");
            string quoted = text[(at + 1)..end];
            at = end + 1;
            return quoted;
        }

        void Expect(char sign)
        {
            if (!Take(sign)) throw Bad($"the header is not a dictionary as NumPy writes it: '{sign}' is expected");
        }

        bool Take(char sign)
        {
            Blank();
            if (Next != sign) return false;
            at++;
            Blank();
            return true;
        }

        void Blank()
        {
            while (Next is ' ' or '\n' or '\t' or '\r') at++;
        }

        static bool Set<T>(ref T? field, T value) where T : class
        {
            bool isNew = field is null;
            field = value;
            return isNew;
        }

        static bool SetValue<T>(ref T? field, T value) where T : struct
        {
            bool isNew = field is null;
            field = value;
            return isNew;
        }

        BadFileException Bad(string reason, int? place = null) => new(file, reason, start + (place ?? at));
    }
}
