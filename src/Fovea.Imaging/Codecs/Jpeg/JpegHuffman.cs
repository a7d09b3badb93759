namespace Fovea.Imaging;

/// <summary>
/// A Huffman table of a JPEG file (ITU T.81, annex C): codes of up to 16 bits. Codes of up to <see cref="QuickBits"/> bits are decoded by one look-up; for AC
/// coefficients the same look-up gives the value too where its bits lie within those.
/// </summary>
internal sealed class JpegHuffman
{
    /// <summary>The bits that the quick table looks at.</summary>
    public const int QuickBits = 10;

    /// <summary>For the next bits: the code's length in the low 8 bits, its symbol above; 0 where the code is longer.</summary>
    public readonly ushort[] Quick = new ushort[1 << QuickBits];

    /// <summary>
    /// For the next bits of AC coefficients: the bits of code and value together in bits 0 to 3, the run of zeros in bits 4 to 7, the value above; 0 where the
    /// value's bits lie beyond, or the symbol is no value.
    /// </summary>
    public readonly short[] Values = new short[1 << QuickBits];

    private readonly byte[] symbols;
    private readonly int[] mostCode = new int[18];  // for each length, the largest code shifted to 16 bits, plus one
    private readonly int[] offset = new int[17];    // what makes an index of symbols from a code

    /// <summary>A table from the number of codes of each length 1 to 16 and the symbols in the order of their codes.</summary>
    /// <returns>Null where there are more codes of a length than fit.</returns>
    public static JpegHuffman? Create(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        int code = 0;
        foreach (byte count in counts)
        {
            code += count;
            if (code > 1 << 16) return null;
            code <<= 1;
        }
        int free = 1;
        foreach (byte count in counts)
        {
            free = free * 2 - count;
            if (free < 0) return null;
        }
        return new JpegHuffman(counts, symbols);
    }

    private JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        int code = 0, at = 0;
        for (int length = 1; length <= 16; length++)
        {
            offset[length] = at - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, at++)
            {
                if (length > QuickBits) continue;
                int first = code << (QuickBits - length);
                Quick.AsSpan(first, 1 << (QuickBits - length)).Fill((ushort)(length | (symbols[at] << 8)));
            }
            mostCode[length] = code << (16 - length);
            code <<= 1;
        }
        mostCode[17] = int.MaxValue;
        for (int bits = 0; bits < Quick.Length; bits++)
        {
            int length = Quick[bits] & 0xFF, symbol = Quick[bits] >> 8, size = symbol & 15;
            if (length == 0 || size == 0 || length + size > QuickBits) continue;
            int raw = (bits >> (QuickBits - length - size)) & ((1 << size) - 1);
            int value = raw < 1 << (size - 1) ? raw - (1 << size) + 1 : raw;
            if (value is >= -128 and <= 127) Values[bits] = (short)((value << 8) | ((symbol >> 4) << 4) | (length + size));
        }
    }

    /// <summary>A symbol whose code is longer than the quick table's bits: the length of its code in the low 8 bits, the symbol above; 0 where there is no such code.</summary>
    /// <param name="next">The next 16 bits.</param>
    public int Long(int next)
    {
        int length = QuickBits + 1;
        while (next >= mostCode[length]) length++;
        if (length > 16) return 0;
        int index = (next >> (16 - length)) + offset[length];
        return (uint)index < (uint)symbols.Length ? length | (symbols[index] << 8) : 0;
    }
}
