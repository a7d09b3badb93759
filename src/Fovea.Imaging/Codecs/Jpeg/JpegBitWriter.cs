namespace Fovea.Imaging;

/// <summary>Writes Huffman codes and the bits of values, highest first; a zero is stuffed behind every byte of 0xFF.</summary>
internal sealed class JpegBitWriter(Stream stream)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private ulong bits;
    private int count, next;

    /// <summary>Writes the low <paramref name="length"/> bits of a value, at most 32.</summary>
    public void Write(uint value, int length)
    {
        bits = (bits << length) | value;
        count += length;
        while (count >= 8)
        {
            count -= 8;
            byte whole = (byte)(bits >> count);
            buffer[next++] = whole;
            if (whole == 0xFF) buffer[next++] = 0;
            if (next > buffer.Length - 16) Flush();
        }
    }

    /// <summary>Fills the last byte with ones and hands everything to the stream.</summary>
    public void End()
    {
        if (count > 0) Write((1u << (8 - count)) - 1, 8 - count);
        Flush();
    }

    private void Flush()
    {
        stream.Write(buffer, 0, next);
        next = 0;
    }
}
