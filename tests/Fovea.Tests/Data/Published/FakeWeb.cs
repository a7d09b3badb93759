using System.Net;

namespace Fovea.Tests.Data.Published;

/// <summary>Stands for the network: answers by address, and remembers what was asked.</summary>
internal sealed class FakeWeb(Func<Uri, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<string> Asked { get; } = [];

    public static HttpResponseMessage Ok(byte[] content) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add(request.RequestUri!.ToString());
        return Task.FromResult(answer(request.RequestUri!));
    }
}
