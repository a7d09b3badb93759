namespace Fovea;

/// <summary>A file or stream that does not hold what it should: names the file, the byte offset where that is known, and the reason.</summary>
public sealed class BadFileException : FoveaException
{
    /// <summary>Reports that <paramref name="file"/> cannot be used because of <paramref name="reason"/>, found at <paramref name="offset"/> bytes.</summary>
    public BadFileException(string file, string reason, long? offset = null, string? hint = null, Exception? inner = null)
        : base(offset is { } at ? $"{file}: {reason} (at byte {at})" : $"{file}: {reason}", hint, inner)
    {
        File = file;
        Offset = offset;
        Reason = reason;
    }

    /// <summary>The file's path, or a description of the stream.</summary>
    public string File { get; }

    /// <summary>The byte at which the mistake was found, or null where it has no place.</summary>
    public long? Offset { get; }

    /// <summary>What is wrong, in one phrase.</summary>
    public string Reason { get; }
}
