using Fovea.Compute;

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

/// <summary>The connected components of the samples above a threshold, as <see cref="ConnectedComponents"/> finds them.</summary>
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

    internal override Image Run(Image image)
    {
        ConnectedComponents found = ConnectedComponents.Of(image, Connectivity, Threshold);
        if (MinArea > 1 || MaxArea < int.MaxValue) found = found.Where(component => component.Area >= MinArea && component.Area <= MaxArea);
        if (Keep != ComponentChoice.All)
        {
            int? kept = (Keep == ComponentChoice.Largest ? found.Largest : found.Widest)?.Label;
            found = found.Where(component => component.Label == kept);
        }
        Image result = Check(image.Kind).New();
        DrawWork work = new(found, result, As);
        Workers.Run((image.Height + DrawWork.Rows - 1) / DrawWork.Rows, ref work);
        return result;
    }

    private readonly unsafe struct DrawWork(ConnectedComponents found, Image result, ComponentPicture picture) : Workers.IWork
    {
        public const int Rows = 64;

        public void Run(int chunk)
        {
            Span<int> labels = new(Workers.Scratch((long)found.Width * sizeof(int)), found.Width);
            for (int y = chunk * Rows; y < Math.Min(found.Height, (chunk + 1) * Rows); y++)
            {
                fixed (int* row = labels) found.Row(y, row);
                if (result is Image<float> numbers) System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<int, float>(labels, numbers.Row(y));
                else if (picture == ComponentPicture.Mask) Mask(labels, ((Image<byte>)result).Row(y));
                else Color(labels, ((Image<byte>)result).Row(y));
            }
        }

        private static void Mask(ReadOnlySpan<int> labels, Span<byte> row)
        {
            for (int x = 0; x < row.Length; x++) row[x] = (byte)(labels[x] > 0 ? 255 : 0);
        }

        private static void Color(ReadOnlySpan<int> labels, Span<byte> row)
        {
            int present = 0;
            uint color = 0;
            for (int x = 0; x < labels.Length; x++)
            {
                if (labels[x] != present) color = LabelColor.Of(present = labels[x]);
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)(color >> 16), (byte)(color >> 8), (byte)color);
            }
        }
    }
}
