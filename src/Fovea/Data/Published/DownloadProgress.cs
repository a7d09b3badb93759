namespace Fovea.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">Bytes so far.</param>
/// <param name="Total">Bytes of the complete file.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long Total);
