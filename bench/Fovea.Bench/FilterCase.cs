using System.Globalization;
using Fovea.Imaging;

namespace Fovea.Bench;

/// <summary>A classic filter on a picture of a kind, under the name that peers know it by.</summary>
/// <param name="Name">What is done, followed by the kind of image.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Pipeline">The same in our words.</param>
/// <param name="Measure">What is run, where it is no pipeline.</param>
sealed record FilterCase(string Name, string Kind, string Pipeline, Action<Image>? Measure = null)
{
    /// <summary>The pipeline as tables show it, with the size of a kernel in place of its numbers.</summary>
    public string Shown => Pipeline.Replace(Dense, "7x7", StringComparison.Ordinal);

    const int Height = 2160, Width = 3840;

    /// <summary>Weights that no two one-dimensional kernels can replace.</summary>
    static readonly string Dense = string.Join("; ", Enumerable.Range(0, 7).Select(row =>
        string.Join(' ', Enumerable.Range(0, 7).Select(column => ((row * 7 + column) * 29 % 53 / 53.0).ToString("f3", CultureInfo.InvariantCulture)))));

    /// <summary>8-bit and float samples, one and three channels.</summary>
    static readonly string[] Kinds = ["u8c1", "u8c3", "f32c1", "f32c3"];

    /// <summary>What is done on every kind of image.</summary>
    static readonly (string Name, string Pipeline)[] OnEvery =
    [
        ("gaussian 5 sigma 1.1", "gaussian size=5 sigma=1.1"),
        ("gaussian 31 sigma 5", "gaussian size=31 sigma=5"),
        ("mean 3", "box size=3"),
        ("mean 41", "box size=41"),
        ("sobel x", "sobel output=x"),
        ("filter 3x3 sharpen", "sharpen"),
        ("filter 7x7 dense", $"correlate kernel=[{Dense}]"),
        ("median 3", "median size=3"),
        ("median 5", "median size=5"),
        ("dilate 3", "dilate element=box:3"),
        ("dilate 25", "dilate element=box:25"),
        ("dilate disk 10", "dilate element=ellipse:21"),
        ("resize half area", "resize scale=0.5 method=area like=opencv"),
        ("resize 2x cubic", "resize scale=2 method=bicubic like=opencv"),
    ];

    /// <summary>What is done on one kind only.</summary>
    static readonly FilterCase[] OnOne =
    [
        new("median 9 u8c1", "u8c1", "median size=9"),
        new("median 41 u8c1", "u8c1", "median size=41"),
        new("histogram u8c1", "u8c1", "Histogram.Of", image => Histogram.Of(image)),
        new("equalize u8c1", "u8c1", "equalize"),
        new("canny u8c1", "u8c1", "canny low=50 high=100"),
        new("demosaic u8c1", "u8c1", "demosaic"),
        new("rgb to lab f32c3", "f32c3", "scale gain=0.00392156862745098 | to_lab"),
        new("rgb to gray u8c3", "u8c3", "gray"),
        new("connected components u8c1", "u8c1", "components threshold=127 as=labels"),
    ];

    /// <summary>All cases, in the peers' order.</summary>
    public static IReadOnlyList<FilterCase> All { get; } =
        [.. Kinds.SelectMany(kind => OnEvery.Select(one => new FilterCase($"{one.Name} {kind}", kind, one.Pipeline))), .. OnOne];

    /// <summary>Random samples of 0 to 255, as peers take them.</summary>
    public static Image Picture(string kind)
    {
        int channels = kind.EndsWith('3') ? 3 : 1;
        Image<byte> bytes = new(Height, Width, channels);
        new Random(1).NextBytes(bytes.Pixels);
        if (kind.StartsWith('u')) return bytes;
        Image<float> floats = new(Height, Width, channels);
        for (int i = 0; i < floats.Pixels.Length; i++) floats.Pixels[i] = bytes.Pixels[i];
        return floats;
    }

    /// <summary>What runs the case once.</summary>
    /// <param name="picture">What is filtered.</param>
    /// <param name="reuse">Whether the result goes into the same image every time.</param>
    public Action Prepare(Image picture, bool reuse)
    {
        if (Measure is not null) return () => Measure(picture);
        Pipeline pipeline = Fovea.Imaging.Pipeline.Parse(Pipeline);
        if (!reuse) return () => pipeline.Run(picture).Dispose();
        Image result = pipeline.Run(picture);
        return () => pipeline.RunInto(picture, result);
    }
}
