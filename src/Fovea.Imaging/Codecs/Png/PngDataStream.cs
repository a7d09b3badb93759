namespace Fovea.Imaging;

/// <summary>
/// The data of successive IDAT chunks as one stream of bytes, for the zlib decoder. Begins inside the first IDAT and ends with the first chunk
/// that is none, at whose start the chunk reader is left.
/// </summary>
internal sealed class PngDataStream(PngChunkReader chunks) : Stream
{
    private bool ended;

    /// <summary>Whether a reader asked for more after the last byte: a decoder that did has not seen the end of its own data.</summary>
    public bool RanDry { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        int count = ReadOrEnd(buffer);
        RanDry |= count == 0;
        return count;
    }

    /// <summary>Goes to the end, whatever the decoder has left unread.</summary>
    public void Finish()
    {
        Span<byte> rest = stackalloc byte[256];
        while (ReadOrEnd(rest) > 0) { }
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadOrEnd(Span<byte> buffer)
    {
        while (!ended)
        {
            int count = chunks.Read(buffer);
            if (count > 0) return count;
            chunks.Finish();
            chunks.Next();
            ended = chunks.Type != PngChunkType.Data;
        }
        return 0;
    }
}
