using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fovea.Imaging.Tests.Filters.Linear;

/// <summary>Linear filters, gradients and edges against OpenCV, SciPy and scikit-image, whose results <c>bench/reference/filters_linear.py</c> has kept.</summary>
public sealed class PeerTests
{
    static readonly JsonElement Expected = Load();

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (JsonElement one in Expected.GetProperty("cases").EnumerateArray()) cases.Add(one.GetProperty("pipeline").GetString()!, one.GetProperty("image").GetString()!);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AFilterGivesWhatThePeerGives(string pipeline, string image)
    {
        JsonElement wanted = Expected.GetProperty("cases").EnumerateArray().First(one => one.GetProperty("pipeline").GetString() == pipeline && one.GetProperty("image").GetString() == image);
        Image expected = Read(wanted), result = Pipeline.Parse(pipeline).Run(Read(Expected.GetProperty("images").GetProperty(image)));
        Assert.Equal(expected.Kind, result.Kind);
        double tolerance = wanted.GetProperty("tolerance").GetDouble();
        double[,,] a = NaiveCorrelation.Samples(expected), b = NaiveCorrelation.Samples(result);
        for (int y = 0; y < expected.Height; y++)
            for (int x = 0; x < expected.Width; x++)
                for (int c = 0; c < expected.Channels; c++)
                    Assert.True(Math.Abs(a[y, x, c] - b[y, x, c]) <= tolerance, $"({y}, {x}, {c}) is {b[y, x, c]} instead of {a[y, x, c]}");
    }

    static Image Read(JsonElement image)
    {
        int[] shape = [.. image.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        using ZLibStream packed = new(new MemoryStream(image.GetProperty("pixels").GetBytesFromBase64()), CompressionMode.Decompress);
        MemoryStream unpacked = new();
        packed.CopyTo(unpacked);
        byte[] bytes = unpacked.ToArray();
        return image.GetProperty("depth").GetString() switch
        {
            "uint8" => new Image<byte>(shape[0], shape[1], shape[2], bytes),
            "uint16" => new Image<ushort>(shape[0], shape[1], shape[2], MemoryMarshal.Cast<byte, ushort>(bytes)),
            _ => new Image<float>(shape[0], shape[1], shape[2], MemoryMarshal.Cast<byte, float>(bytes)),
        };
    }

    static JsonElement Load()
    {
        using Stream stream = typeof(PeerTests).Assembly.GetManifestResourceStream("filters_linear.expected.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
