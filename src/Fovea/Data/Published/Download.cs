using System.Net;

namespace Fovea.Data;

/// <summary>Fetches one file of a published data set from the first mirror that has it as published.</summary>
internal sealed class Download(HttpClient client, IReadOnlyList<string> mirrors)
{
    /// <summary>How long a mirror may be silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Why each mirror failed, one line each.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>
    /// Puts the packed file into <paramref name="folder"/>, under its name only once it is complete and verified.
    /// </summary>
    /// <returns>False if no mirror has it; <see cref="Failures"/> says why.</returns>
    /// <exception cref="FoveaException">The folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<bool> TryFetchAsync(PublishedFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        foreach (string mirror in mirrors)
        {
            string address = mirror + file.PackedName;
            try
            {
                await FetchAsync(address, file, folder, progress, cancellation).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or BadFileException)
            {
                Failures.Add(e is BadFileException ? e.Message : $"{address}: {e.Message}");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                Failures.Add($"{address}: no answer for {Patience.TotalSeconds} seconds");
            }
        }
        return false;
    }

    private async Task FetchAsync(string address, PublishedFile file, string folder, IProgress<DownloadProgress>? progress,
        CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using HttpResponseMessage response =
            await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"answers {(int)response.StatusCode} {response.ReasonPhrase}");
        using Stream source = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);

        // Held in memory until it is checked: tens of megabytes at most, and nothing unchecked reaches the disk.
        using MemoryStream packed = new();
        byte[] buffer = new byte[1 << 16];
        long total = response.Content.Headers.ContentLength ?? file.PackedLength, bytes = 0;
        progress?.Report(new DownloadProgress(file.PackedName, 0, total));
        while (true)
        {
            limit.CancelAfter(Patience);
            int got = await source.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
            if (got == 0) break;
            bytes += got;
            // A mirror must not be able to fill the memory.
            if (bytes > file.PackedLength)
                throw new BadFileException(address, $"is longer than the {file.PackedLength} bytes of the published file", file.PackedLength);
            packed.Write(buffer, 0, got);
            progress?.Report(new DownloadProgress(file.PackedName, bytes, total));
        }
        if (bytes < total) throw new BadFileException(address, $"ends after {bytes} of {total} bytes", bytes);
        file.Verify(address, IdxReader.Read(address, packed, long.MaxValue));
        AtomicFile.Write(Path.Combine(folder, file.PackedName), packed.WriteTo);
    }
}
