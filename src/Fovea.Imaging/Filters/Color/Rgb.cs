namespace Fovea.Imaging;

/// <summary>Red, green and blue without alpha: grey is repeated three times, alpha dropped, RGB kept. What <see cref="RgbConversion.ToRgb{T}"/> computes.</summary>
public sealed record Rgb() : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Rgb>("rgb", "color", "A2", "three channels: grey repeated, alpha dropped");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) => input.Channels switch
    {
        > 4 => throw Wrong($"the image ({input}) has {input.Channels} channels; a picture has 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA)"),
        3 => [],
        4 => [new PickStage<T>(input, [0, 1, 2])],
        _ => [new PickStage<T>(input, [0, 0, 0])],
    };
}

/// <summary>One channel as a grey image.</summary>
/// <param name="Index">The channel, from 0.</param>
public sealed record Channel([Parameter("number of the channel, from 0", Min = 0)] int Index = 0) : RowFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Channel>("channel", "color", "A2", "one channel as a grey image");

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input) => Index >= input.Channels
        ? throw Wrong($"index is {Index}, the image ({input}) has {input.Channels} channels, counted from 0")
        : input.Channels == 1 ? [] : [new PickStage<T>(input, [Index])];
}

/// <summary>A step whose channels are channels of its input.</summary>
internal sealed unsafe class PickStage<T>(ImageKind input, int[] channels) : RowStage(input, new RowWindow(0, 0, 0, 0), Border.Replicate) where T : unmanaged
{
    protected override ImageKind OutputSamples(ImageKind sized) => sized with { Channels = channels.Length };

    public override void Run(byte** rows, byte** results, int count, byte* state)
    {
        for (int c = 0; c < channels.Length; c++)
        {
            T* from = (T*)rows[0] + channels[c], to = (T*)results[0] + c;
            for (int x = 0; x < Input.Width; x++, from += Input.Channels, to += channels.Length) *to = *from;
        }
    }
}
