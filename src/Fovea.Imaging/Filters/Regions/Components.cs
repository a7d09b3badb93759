namespace Fovea.Imaging;

/// <summary>Which components stay.</summary>
public enum ComponentChoice
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>The one with the most pixels.</summary>
    Largest,

    /// <summary>The one whose box has the most columns.</summary>
    Widest,
}

/// <summary>How components are shown.</summary>
public enum ComponentPicture
{
    /// <summary>Each in a colour of its own on black: RGB of 8 bits.</summary>
    Colors,

    /// <summary>Their labels, from 1, and 0 for the background, as float.</summary>
    Labels,

    /// <summary>White on black, 8 bits.</summary>
    Mask,
}

/// <summary>The connected components of the samples above a threshold, as <see cref="ConnectedComponents"/> finds and numbers them.</summary>
/// <param name="Connectivity">Whether pixels that share a corner only belong together.</param>
/// <param name="Threshold">Samples above it are foreground, in their own units.</param>
/// <param name="MinArea">Components of fewer pixels are left out.</param>
/// <param name="MaxArea">Components of more pixels are left out.</param>
/// <param name="Keep">Which of the others stay.</param>
/// <param name="As">How they are shown. Labels count those that stay, in their order.</param>
public sealed record Components(
    [Parameter("whether pixels that share a corner only belong together (eight) or not (four)")] Connectivity Connectivity = Connectivity.Eight,
    [Parameter("samples above it are foreground, in their own units")] double Threshold = 0,
    [Parameter("components of fewer pixels are left out", Min = 0)] int MinArea = 0,
    [Parameter("components of more pixels are left out", Min = 0)] int MaxArea = int.MaxValue,
    [Parameter("which of the others stay")] ComponentChoice Keep = ComponentChoice.All,
    [Parameter("how they are shown: colors (RGB), labels (float), mask (grey)")] ComponentPicture As = ComponentPicture.Colors) : WholeFilter
{
    internal static FilterEntry Entry { get; } = FilterEntry.Of<Components>("components", "regions", "C2", "the connected components of what is above a threshold", "gray | components threshold=127");

    private protected override ImageKind Check(ImageKind input)
    {
        if (input.Channels != 1) throw Wrong($"the image is {input}, but components are found in one channel", "make it grey first");
        return As switch
        {
            ComponentPicture.Colors => input with { Depth = PixelDepth.UInt8, Channels = 3 },
            ComponentPicture.Labels => input with { Depth = PixelDepth.Float32 },
            _ => input with { Depth = PixelDepth.UInt8 },
        };
    }

    internal override ImageRows Apply(ImageRows image)
    {
        ComponentWish wish = new(Math.Max(0, MinArea <= 1 ? 0 : MinArea), MaxArea, Keep);
        return new DrawnComponents(Check(image.Kind), new ChosenComponents(image, new Foreground(image.Kind, Threshold), null, Connectivity, wish), As);
    }
}
