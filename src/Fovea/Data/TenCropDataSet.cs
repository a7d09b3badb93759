using Fovea.Imaging;

namespace Fovea.Data;

/// <summary>
/// Ten views of every sample of another set, one below the other: a sample has ten times the rows, and in memory is ten samples. For whole pictures the views
/// are the corners, the centre and their mirror images (<see cref="Preparation.TenCrops"/>); samples that are kept in their size are moved by an eighth of
/// it towards the corners, over a border of zeros, as the augmentation <c>crop</c> does.
/// </summary>
internal sealed class TenCropDataSet(DataSet data) : DataSet(data.Name, Views * data.Height, data.Width, data.Channels, data.Classes, data.Mean, data.Deviation)
{
    /// <summary>Views of a sample.</summary>
    public const int Views = 10;

    private const int MarginDivisor = 8;

    public override int Count => data.Count;

    // The sample is not of the preparation's size, but is made of pictures all the same.
    public override Preparation? Preparation => data.Preparation;

    public override string Describe(int index) => data.Describe(index);

    protected override void ReadSample(int index, Span<float> pixels, out int label)
    {
        int length = data.SampleLength;
        if (data.Preparation is { } preparation)
        {
            Image<byte> picture = data.ReadPicture(index, out label);
            IReadOnlyList<Framing> crops = preparation.TenCrops(picture.Height, picture.Width);
            for (int k = 0; k < Views; k++) PixelScale.Apply(crops[k], picture, pixels.Slice(k * length, length));
            return;
        }
        const int Centre = 4;
        Span<float> middle = pixels.Slice(Centre * length, length);
        data.Read(index, middle, out label);
        int down = Math.Max(1, data.Height / MarginDivisor), right = Math.Max(1, data.Width / MarginDivisor);
        Span<(int Down, int Right)> corners = [(down, right), (down, -right), (-down, right), (-down, -right)];
        for (int k = 0; k < corners.Length; k++) Move(middle, pixels.Slice(k * length, length), corners[k].Down, corners[k].Right);
        for (int k = 0; k <= Centre; k++) Mirror(pixels.Slice(k * length, length), pixels.Slice((Centre + 1 + k) * length, length));
    }

    private void Move(ReadOnlySpan<float> source, Span<float> target, int down, int right)
    {
        target.Clear();
        int stride = data.Width * data.Channels, first = Math.Max(0, right), count = data.Width - Math.Abs(right);
        for (int y = Math.Max(0, down); y < Math.Min(data.Height, data.Height + down) && count > 0; y++)
            source.Slice((y - down) * stride + (first - right) * data.Channels, count * data.Channels).CopyTo(target[(y * stride + first * data.Channels)..]);
    }

    private void Mirror(ReadOnlySpan<float> source, Span<float> target)
    {
        int channels = data.Channels;
        for (int y = 0; y < data.Height; y++)
            for (int x = 0; x < data.Width; x++)
                source.Slice((y * data.Width + data.Width - 1 - x) * channels, channels).CopyTo(target[((y * data.Width + x) * channels)..]);
    }
}
