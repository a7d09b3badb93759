namespace Fovea.Runs;

/// <summary>
/// The file <c>metrics.jsonl</c>: one JSON object a line, in the order of the steps, such as <c>{"step":400,"epoch":1,"trainLoss":0.31}</c>.
/// Each line is handed to the system as one write, so a killed process loses none that it has appended, and leaves at most one half line at the end.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private const int LongestLine = 1 << 20;

    private readonly AppendFile file;

    private MetricsLog(string path, FileMode mode) => file = new AppendFile(path, mode);

    /// <summary>The file's path.</summary>
    public string Path => file.Path;

    /// <summary>Starts the log of a new run.</summary>
    /// <exception cref="FoveaException">The file exists already (nothing is lost), or cannot be written.</exception>
    public static MetricsLog Create(string path)
    {
        if (File.Exists(path))
            throw new FoveaException($"{path}: there is the log of a run already",
                "go on with that run (--resume), or choose another folder (--out)");
        return new MetricsLog(path, FileMode.CreateNew);
    }

    /// <summary>
    /// Goes on with the log of a run that is resumed after <paramref name="step"/>: lines of later steps, which will be taken again, and a half line
    /// at the end are removed, the file being replaced as a whole. A log that does not exist is started.
    /// </summary>
    /// <exception cref="BadFileException">A line other than the last is broken.</exception>
    /// <exception cref="FoveaException">The file cannot be written.</exception>
    public static MetricsLog Resume(string path, long step)
    {
        if (File.Exists(path))
        {
            List<MetricsLine> kept = [.. Read(path).Where(line => line.Step <= step)];
            AtomicFile.Write(path, stream =>
            {
                foreach (MetricsLine line in kept) stream.Write(line.ToJson().Span);
            });
        }
        return new MetricsLog(path, FileMode.Append);
    }

    /// <summary>Reads all lines. A half line at the end, left by a killed process, is passed over.</summary>
    /// <exception cref="BadFileException">The file does not exist or cannot be read, or a line other than the last is broken.</exception>
    public static IReadOnlyList<MetricsLine> Read(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ReadLines(path, stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadFileException(path, "there is no such file", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException(path, $"cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Appends a line; when this returns, the system has it.</summary>
    /// <exception cref="FoveaException">The line cannot be written; the log is as it was before.</exception>
    public void Append(MetricsLine line) => file.Append(line.ToJson().Span);

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private static List<MetricsLine> ReadLines(string path, Stream stream)
    {
        List<MetricsLine> lines = [];
        byte[] buffer = new byte[1 << 16];
        int held = 0;
        long offset = 0, brokenAt = -1;
        bool atEnd = false;
        while (!atEnd)
        {
            if (held == buffer.Length)
            {
                if (held >= LongestLine)
                    throw new BadFileException(path, $"a line has more than {LongestLine} bytes: this is no log of metrics", offset);
                Array.Resize(ref buffer, held * 2);
            }
            int read = stream.Read(buffer, held, buffer.Length - held);
            held += read;
            atEnd = read == 0;
            int used = 0;
            while (used < held)
            {
                int end = buffer.AsSpan(used, held - used).IndexOf((byte)'\n');
                if (end < 0 && !atEnd) break;
                ReadOnlySpan<byte> text = buffer.AsSpan(used, end < 0 ? held - used : end);
                // Only what stands last may be broken: a process or a machine that stopped can leave no more than that.
                if (brokenAt >= 0)
                    throw new BadFileException(path, $"line {lines.Count + 1} is broken", brokenAt,
                        "remove the line, or the whole file: it is only a record");
                if (MetricsLine.TryParse(text, out MetricsLine? line)) lines.Add(line!);
                else brokenAt = offset + used;
                used += end < 0 ? text.Length : text.Length + 1;
            }
            buffer.AsSpan(used, held - used).CopyTo(buffer);
            held -= used;
            offset += used;
        }
        return lines;
    }
}
