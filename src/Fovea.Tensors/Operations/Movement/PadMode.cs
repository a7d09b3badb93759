namespace Fovea.Tensors;

/// <summary>What stands around a tensor that is enlarged by its own elements (see <see cref="Tensor.Pad(Shape, Shape, PadMode)"/>).</summary>
public enum PadMode
{
    /// <summary>Mirrored at the outermost element, which is not repeated: c b | a b c | b a.</summary>
    Reflect,

    /// <summary>Mirrored at the edge, so that the outermost element is repeated: b a | a b c | c b.</summary>
    Symmetric,

    /// <summary>The outermost element again and again: a a | a b c | c c.</summary>
    Edge,

    /// <summary>From the other end: b c | a b c | a b.</summary>
    Wrap,
}

public partial class Tensor
{
    /// <summary>
    /// This tensor continued by its own elements: <paramref name="before"/>[d] before and <paramref name="after"/>[d] behind it along dimension d. Padding may be longer than the tensor;
    /// mirroring and wrapping then go on.
    /// </summary>
    /// <exception cref="ShapeException">The lists do not have one number a dimension, or nothing is there to continue.</exception>
    public Tensor Pad(Shape before, Shape after, PadMode mode)
    {
        if (before.Rank != Shape.Rank || after.Rank != Shape.Rank)
            throw new ShapeException("Pad", $"{before} before and {after} after do not name each of the {Shape.Rank} dimensions once", [("input", Shape, "")]);
        Tensor padded = this;
        for (int d = 0; d < Shape.Rank; d++)
        {
            if (before[d] == 0 && after[d] == 0) continue;
            if (Shape[d] == 0) throw new ShapeException("Pad", $"axis {d} has no element to continue with", [("input", Shape, "")]);
            float[] places = new float[checked(before[d] + Shape[d] + after[d])];
            for (int i = 0; i < places.Length; i++) places[i] = Continued(i - before[d], Shape[d], mode);
            padded = padded.Gather(From(places), d);
        }
        return padded.Labelled("Pad");
    }

    /// <summary>The element that stands at a place outside of 0 to size - 1.</summary>
    static int Continued(int at, int size, PadMode mode)
    {
        if (mode == PadMode.Edge) return Math.Clamp(at, 0, size - 1);
        // Two steps forth and back: the outermost elements count once where the mirror stands on them.
        int period = mode switch { PadMode.Wrap => size, PadMode.Symmetric => 2 * size, _ => Math.Max(1, 2 * size - 2) };
        int place = (at % period + period) % period;
        return place < size ? place : period - place - (mode == PadMode.Symmetric ? 1 : 0);
    }
}
