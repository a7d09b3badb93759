namespace Fovea.Imaging;

/// <summary>Packs what the zlib encoder writes into IDAT chunks of at most 64 KiB; disposing writes the last one and leaves the file open.</summary>
internal sealed class PngDataWriter(Stream file) : Stream
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private int filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] data, int offset, int count) => Write(data.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int count = Math.Min(data.Length, buffer.Length - filled);
            data[..count].CopyTo(buffer.AsSpan(filled));
            filled += count;
            data = data[count..];
            if (filled == buffer.Length) WriteChunk();
        }
    }

    // A chunk for every flush of the encoder would only make the file longer.
    public override void Flush() { }

    public override int Read(byte[] data, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && filled > 0) WriteChunk();
        base.Dispose(disposing);
    }

    private void WriteChunk()
    {
        PngWriter.WriteChunk(file, PngChunkType.Data, buffer.AsSpan(0, filled));
        filled = 0;
    }
}
