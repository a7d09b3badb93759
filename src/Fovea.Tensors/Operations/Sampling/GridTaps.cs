namespace Fovea.Tensors;

/// <summary>Along one dimension, which pixels a position of a grid takes, and with which weights.</summary>
internal readonly record struct GridTaps(ResizeMode Mode, GridBorder Border, bool AlignCorners, int Size)
{
    /// <summary>How many pixels a position takes at most.</summary>
    public const int Most = 4;

    /// <summary>Writes pixels and weights for a position from -1 to 1; gives how many there are. Those beyond the border that count as zeros are left out.</summary>
    public int Take(double position, Span<int> at, Span<double> weight)
    {
        double place = AlignCorners ? (position + 1) / 2 * (Size - 1) : ((position + 1) * Size - 1) / 2;
        if (Mode == ResizeMode.Nearest)
        {
            weight[0] = 1;
            return Inside(Math.Round(Bounded(place)), out at[0]) ? 1 : 0;
        }
        int count = 0;
        if (Mode == ResizeMode.Bilinear)
        {
            double bounded = Bounded(place), first = Math.Floor(bounded);
            for (int k = 0; k < 2; k++)
                if (Inside(first + k, out at[count])) weight[count++] = k == 0 ? 1 - (bounded - first) : bounded - first;
            return count;
        }
        double before = Math.Floor(place);
        for (int k = -1; k <= 2; k++)
            if (Inside(Bounded(before + k), out at[count])) weight[count++] = ResizeAxis.Cubic(Math.Abs(place - before - k), -0.75);
        return count;
    }

    /// <summary>A place beyond the border brought back, as the border's kind says.</summary>
    double Bounded(double place)
    {
        if (Border == GridBorder.Zeros) return place;
        if (Border == GridBorder.Reflect)
        {
            // From edge to edge there are Size pixels, from centre to centre one less.
            double low = AlignCorners ? 0 : -0.5, span = AlignCorners ? Size - 1 : Size;
            if (span == 0) return 0;
            double distance = Math.Abs(place - low), turns = Math.Floor(distance / span), rest = distance - turns * span;
            place = turns % 2 == 0 ? low + rest : low + span - rest;
        }
        return Math.Clamp(place, 0, Size - 1);
    }

    /// <summary>Whether there is such a pixel. A place that is no number counts as one, so that it shows.</summary>
    bool Inside(double place, out int at)
    {
        at = (int)Math.Clamp(place, 0, Size - 1);
        return !(place < 0 || place > Size - 1);
    }
}
