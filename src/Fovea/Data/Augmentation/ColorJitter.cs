using System.Numerics.Tensors;

namespace Fovea.Data;

/// <summary>
/// Changes brightness, contrast, saturation and hue by random amounts in random order, as torchvision's <c>ColorJitter</c> does on tensors. Brightness and
/// contrast are for pictures of any number of channels; saturation and hue need RGB.
/// </summary>
public sealed class ColorJitter : ISampleAugmentation
{
    internal static AugmentationEntry Entry { get; } = new("jitter", "changes brightness, contrast, saturation and hue by random amounts",
        [
            new("brightness", 0.4f, 0, 1, "the factor is 1 - this to 1 + this"),
            new("contrast", 0.4f, 0, 1, "the factor is 1 - this to 1 + this"),
            new("saturation", 0.4f, 0, 1, "the factor is 1 - this to 1 + this; RGB only"),
            new("hue", 0, 0, 0.5f, "turns of the colour circle to either side at most; RGB only"),
        ], v => new ColorJitter(v[0], v[1], v[2], v[3]));

    private readonly float[] values;

    /// <summary>New amounts for each picture.</summary>
    /// <param name="brightness">The factor is 1 - this to 1 + this; 0 to 1.</param>
    /// <param name="contrast">The factor is 1 - this to 1 + this; 0 to 1.</param>
    /// <param name="saturation">The factor is 1 - this to 1 + this; 0 to 1. RGB only.</param>
    /// <param name="hue">Turns of the colour circle to either side at most; 0 to 0.5. RGB only.</param>
    /// <exception cref="FoveaException">A value is out of range.</exception>
    public ColorJitter(float brightness = 0.4f, float contrast = 0.4f, float saturation = 0.4f, float hue = 0) =>
        values = Entry.Check(brightness, contrast, saturation, hue);

    /// <inheritdoc/>
    public override string ToString() => Entry.Describe(values);

    /// <inheritdoc/>
    public void Require(int height, int width, int channels)
    {
        if (values[2] > 0 || values[3] > 0) Rgb.Require(Entry.Name, channels, $"brightness and contrast are for all pictures: {new ColorJitter(values[0], values[1], 0, 0)}");
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> source, Span<float> target, int height, int width, int channels, ref CounterRandom random)
    {
        source.CopyTo(target);
        Span<int> order = [0, 1, 2, 3];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        // All are drawn in any case, so that one amount does not decide over another's chance.
        float brightness = Factor(0, ref random), contrast = Factor(1, ref random), saturation = Factor(2, ref random), hue = random.NextFloat(-values[3], values[3]);
        foreach (int change in order)
            switch (change)
            {
                case 0: Brighten(target, brightness); break;
                case 1: Contrast(target, contrast, channels); break;
                case 2 when values[2] > 0: Saturate(target, saturation); break;
                case 3 when values[3] > 0: Turn(target, hue); break;
            }
    }

    /// <summary>Times a factor, cut off at 1.</summary>
    internal static void Brighten(Span<float> pixels, float factor)
    {
        TensorPrimitives.Multiply(pixels, factor, pixels);
        TensorPrimitives.Min(pixels, 1, pixels);
    }

    /// <summary>Away from or towards the mean of the grey picture.</summary>
    internal static void Contrast(Span<float> pixels, float factor, int channels)
    {
        float mean;
        if (channels == 3)
        {
            double sum = 0;
            for (int i = 0; i < pixels.Length; i += 3) sum += Rgb.Gray(pixels[i], pixels[i + 1], pixels[i + 2]);
            mean = (float)(sum / (pixels.Length / 3));
        }
        else mean = TensorPrimitives.Sum<float>(pixels) / pixels.Length;
        float rest = (1 - factor) * mean;
        for (int i = 0; i < pixels.Length; i++) pixels[i] = Math.Clamp(factor * pixels[i] + rest, 0, 1);
    }

    /// <summary>Away from or towards the grey picture.</summary>
    internal static void Saturate(Span<float> pixels, float factor)
    {
        for (int i = 0; i < pixels.Length; i += 3)
        {
            float rest = (1 - factor) * Rgb.Gray(pixels[i], pixels[i + 1], pixels[i + 2]);
            for (int c = 0; c < 3; c++) pixels[i + c] = Math.Clamp(factor * pixels[i + c] + rest, 0, 1);
        }
    }

    /// <summary>Turns the colour circle: hue, saturation and value of Smith 1978, hue moved by a part of a turn.</summary>
    internal static void Turn(Span<float> pixels, float hue)
    {
        for (int i = 0; i < pixels.Length; i += 3)
        {
            float red = pixels[i], green = pixels[i + 1], blue = pixels[i + 2];
            float value = MathF.Max(red, MathF.Max(green, blue)), span = value - MathF.Min(red, MathF.Min(green, blue));
            if (span == 0) continue;
            float sixth = value == red ? (green - blue) / span : value == green ? 2 + (blue - red) / span : 4 + (red - green) / span;
            float angle = sixth / 6 + hue;
            angle = (angle - MathF.Floor(angle)) * 6;
            int sector = (int)angle;
            float f = angle - sector, low = value - span, down = value - span * f, up = value - span * (1 - f);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = sector switch
            {
                1 => (down, value, low),
                2 => (low, value, up),
                3 => (low, down, value),
                4 => (up, low, value),
                5 => (value, low, down),
                _ => (value, up, low),
            };
        }
    }

    private float Factor(int of, ref CounterRandom random) => random.NextFloat(1 - values[of], 1 + values[of]);
}
