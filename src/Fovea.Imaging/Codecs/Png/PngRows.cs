using Fovea.Compute;

namespace Fovea.Imaging;

/// <summary>
/// The rows of one pass of a PNG file, from compressed data to samples. While one batch of rows is decompressed, which only one thread can do, another thread undoes the filters
/// of the batch before it.
/// </summary>
internal sealed unsafe class PngRows(ImageSource source, Stream zlib, int height, int rowBytes, int distance)
{
    /// <summary>Takes a finished row.</summary>
    /// <param name="y">Its number within the pass.</param>
    /// <param name="row">Its bytes.</param>
    public delegate void Take(int y, ReadOnlySpan<byte> row);

    /// <summary>What is decompressed at once: about half a second-level cache.</summary>
    private const int BatchBytes = 256 * 1024;

    private readonly int height = height, stride = rowBytes + 1;
    private BadFileException? failure;

    /// <summary>Reads all rows, in their order.</summary>
    /// <exception cref="BadFileException">The data are damaged or end too early, or the taker refuses a row.</exception>
    public void Read(Take take)
    {
        int batch = (int)Math.Clamp(BatchBytes / (long)stride, 1, height), batches = (height - 1) / batch + 1;
        // In front of the rows of a batch stands the last one of the batch before it.
        int bytes = checked(batch * stride + PngUnfilter.Slack), before = checked(rowBytes + PngUnfilter.Slack);
        byte[][] buffers = [GC.AllocateUninitializedArray<byte>(bytes), batches > 1 ? GC.AllocateUninitializedArray<byte>(bytes) : []];
        byte[] last = new byte[before];
        for (int step = 0; step <= batches; step++)
        {
            StepWork work = new(this, take, buffers, last, batch, step);
            if (batches == 1) work.Run(step); // too little for two threads
            else Workers.Run(2, ref work);
            // Told only now, when the rows before it were found to be good.
            if (failure is not null) throw failure;
        }
    }

    private void Decompress(byte[] buffer, int count)
    {
        Span<byte> rows = buffer.AsSpan(0, count * stride);
        if (Decompress(source, zlib, rows) < rows.Length) throw source.Bad("the pixel data end before the last row");
    }

    /// <summary>Decompresses as much as fits; returns the number of bytes, fewer only at the end of the data.</summary>
    /// <exception cref="BadFileException">The data are damaged.</exception>
    public static int Decompress(ImageSource source, Stream zlib, Span<byte> destination)
    {
        try
        {
            return zlib.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw source.Bad("the compressed pixel data are damaged, or their Adler-32 checksum does not match", inner: e);
        }
    }

    private void Unfilter(byte[] buffer, byte[] last, int first, int count, Take take)
    {
        fixed (byte* rows = buffer, lastRow = last)
        {
            byte* above = lastRow;
            for (int i = 0; i < count; i++)
            {
                byte* row = rows + (long)i * stride + 1;
                int filter = row[-1];
                if (filter >= PngFilter.Count) throw source.Bad($"a row's filter is {filter}, not 0 to 4");
                PngUnfilter.Undo(filter, row, above, rowBytes, distance);
                take(first + i, new ReadOnlySpan<byte>(row, rowBytes));
                above = row;
            }
            new ReadOnlySpan<byte>(above, rowBytes).CopyTo(last);
        }
    }

    private readonly struct StepWork(PngRows rows, Take take, byte[][] buffers, byte[] last, int batch, int step) : Workers.IWork
    {
        public void Run(int chunk)
        {
            int first = (step - chunk) * batch, count = Math.Min(batch, rows.height - first);
            if (first < 0 || count <= 0) return;
            byte[] buffer = buffers[(step - chunk) & 1];
            if (chunk == 1)
            {
                rows.Unfilter(buffer, last, first, count, take);
                return;
            }
            try
            {
                rows.Decompress(buffer, count);
            }
            catch (BadFileException error)
            {
                rows.failure = error;
            }
        }
    }
}
