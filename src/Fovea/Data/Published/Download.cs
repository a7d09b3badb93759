using System.Net;

namespace Fovea.Data;

/// <summary>Fetches files of a published data set, each from the first mirror that has it as published.</summary>
/// <param name="mirrors">Addresses that a file's name is put after, tried in turn.</param>
/// <param name="handler">What speaks to the network; the system's own where null.</param>
internal sealed class Download(IReadOnlyList<string> mirrors, HttpMessageHandler? handler) : IDisposable
{
    /// <summary>How long a mirror may be silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient client = MakeClient(handler);

    /// <summary>Ends the connections.</summary>
    public void Dispose() => client.Dispose();

    /// <summary>Fetches a file and hands it over.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="length">Its length as published; a longer answer is refused.</param>
    /// <param name="accept">
    /// Given the address and the content: throws a <see cref="BadFileException"/> where that is not the published file, and otherwise keeps it.
    /// </param>
    /// <param name="request">Whom to tell of the progress, and who may give up.</param>
    /// <returns>Why each mirror failed, one line each; null if the file was fetched.</returns>
    /// <exception cref="FoveaException">The file cannot be kept.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public IReadOnlyList<string>? Fetch(string name, int length, Action<string, MemoryStream> accept, DataSetRequest request) =>
        FetchAsync(name, length, accept, request).GetAwaiter().GetResult();

    private static HttpClient MakeClient(HttpMessageHandler? handler)
    {
        // The time limit is on silence (see Patience), not on the whole of a slow line's work.
        HttpMessageHandler web = handler ?? new SocketsHttpHandler { ConnectTimeout = Patience };
        var client = new HttpClient(web, disposeHandler: handler is null) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("fovea");
        return client;
    }

    private async Task<IReadOnlyList<string>?> FetchAsync(string name, int length, Action<string, MemoryStream> accept, DataSetRequest request)
    {
        List<string> failures = [];
        foreach (string mirror in mirrors)
        {
            string address = mirror + name;
            try
            {
                // Held in memory until it is checked: nothing unchecked reaches the disk.
                using MemoryStream content = await ReadAsync(address, name, length, request).ConfigureAwait(false);
                accept(address, content);
                return null;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or BadFileException)
            {
                failures.Add(e is BadFileException ? e.Message : $"{address}: {e.Message}");
            }
            catch (OperationCanceledException) when (!request.Cancellation.IsCancellationRequested)
            {
                failures.Add($"{address}: no answer for {Patience.TotalSeconds} seconds");
            }
        }
        return failures;
    }

    private async Task<MemoryStream> ReadAsync(string address, string name, int length, DataSetRequest request)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(request.Cancellation);
        limit.CancelAfter(Patience);
        using HttpResponseMessage response =
            await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"answers {(int)response.StatusCode} {response.ReasonPhrase}");
        using Stream source = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);

        MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        long total = response.Content.Headers.ContentLength ?? length, bytes = 0;
        request.Progress?.Report(new DownloadProgress(name, 0, total));
        while (true)
        {
            limit.CancelAfter(Patience);
            int got = await source.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
            if (got == 0) break;
            bytes += got;
            // A mirror must not be able to fill the memory.
            if (bytes > length) throw new BadFileException(address, $"is longer than the {length} bytes of the published file", length);
            content.Write(buffer, 0, got);
            request.Progress?.Report(new DownloadProgress(name, bytes, total));
        }
        if (bytes < total) throw new BadFileException(address, $"ends after {bytes} of {total} bytes", bytes);
        return content;
    }
}
