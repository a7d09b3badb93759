namespace Fovea.Tensors;

/// <summary>
/// From which positions along one dimension every resized position takes its value, and with which weights: position i takes those numbered <see cref="First"/>[i] to
/// <see cref="First"/>[i + 1] in <see cref="At"/> and <see cref="Weight"/>.
/// </summary>
internal sealed class ResizeAxis
{
    public ResizeAxis(Resampling how, int input, int output, double? scale, double from, double to)
    {
        (Input, First, Inside) = (input, new int[output + 1], new bool[output]);
        List<int> at = [];
        List<double> weight = [];
        for (int i = 0; i < output; i++)
        {
            double place = Place(how.Coordinates, i, input, output, scale, from, to);
            Inside[i] = how.Coordinates != ResizeCoordinates.Crop || (place >= 0 && place <= input - 1);
            if (Inside[i]) Take(how, place, input, scale ?? (double)output / input, at, weight, First[i]);
            First[i + 1] = at.Count;
        }
        (At, Weight) = ([.. at], [.. weight]);
    }

    ResizeAxis(int input, int[] first, int[] at, double[] weight) => (Input, First, At, Weight, Inside) = (input, first, at, weight, []);

    /// <summary>How many positions there are to take from.</summary>
    public int Input { get; }

    public int Output => First.Length - 1;

    public int[] First { get; }

    public int[] At { get; }

    public double[] Weight { get; }

    /// <summary>Whether a resized position lies inside the image; those that do not take nothing.</summary>
    public bool[] Inside { get; }

    /// <summary>Whether every position takes itself and nothing else.</summary>
    public bool IsIdentity => Input == Output && At.Length == Output && Enumerable.Range(0, Output).All(i => First[i] == i && At[i] == i && Weight[i] == 1);

    /// <summary>The other way: what every given position gives to the resized ones.</summary>
    public ResizeAxis Transposed()
    {
        int[] first = new int[Input + 1], at = new int[At.Length];
        double[] weight = new double[At.Length];
        foreach (int position in At) first[position + 1]++;
        for (int i = 0; i < Input; i++) first[i + 1] += first[i];
        int[] next = first[..^1];
        for (int i = 0; i < Output; i++)
            for (int k = First[i]; k < First[i + 1]; k++)
            {
                int place = next[At[k]]++;
                (at[place], weight[place]) = (i, Weight[k]);
            }
        return new(Output, first, at, weight);
    }

    /// <summary>
    /// Where position i stands among the given ones. A scale that is the sizes' quotient is never rounded: rounding must not move a pixel. Another one is divided by in single
    /// precision, as PyTorch and ONNX Runtime do: 3 / 0.6 is then the pixel 5, and not what lies just before it because 0.6 has been rounded up.
    /// </summary>
    static double Place(ResizeCoordinates coordinates, int i, int input, int output, double? scale, double from, double to)
    {
        double Divided(double numerator) => scale is { } given ? (float)numerator / (float)given : numerator * input / output;
        switch (coordinates)
        {
            case ResizeCoordinates.HalfPixelSymmetric:
                double whole = scale is { } exact ? exact * input : output;
                return input / 2.0 * (1 - output / whole) + Divided(i + 0.5) - 0.5;
            case ResizeCoordinates.HalfPixelOrZero when output == 1:
            case ResizeCoordinates.AlignCorners when output == 1:
                return 0;
            case ResizeCoordinates.HalfPixelOfCorner: return Divided(i + 0.5);
            case ResizeCoordinates.AlignCorners: return (double)i * (input - 1) / (output - 1);
            case ResizeCoordinates.Asymmetric: return Divided(i);
            case ResizeCoordinates.Crop: return output == 1 ? (from + to) / 2 * (input - 1) : (from + i * (to - from) / (output - 1)) * (input - 1);
            default: return Divided(i + 0.5) - 0.5;
        }
    }

    static void Take(Resampling how, double place, int input, double scale, List<int> at, List<double> weight, int first)
    {
        void Add(int position, double share)
        {
            position = Math.Clamp(position, 0, input - 1);
            // Positions never go back, so one that repeats is the last.
            if (at.Count > first && at[^1] == position) weight[^1] += share;
            else if (share != 0)
            {
                at.Add(position);
                weight.Add(share);
            }
        }

        if (how.Mode == ResizeMode.Nearest)
        {
            double floor = Math.Floor(place), ceiling = Math.Ceiling(place);
            double nearest = how.Rounding switch
            {
                ResizeRounding.Floor => floor,
                ResizeRounding.Ceiling => ceiling,
                ResizeRounding.PreferCeiling => ceiling - place <= 0.5 ? ceiling : floor,
                _ => place - floor <= 0.5 ? floor : ceiling,
            };
            Add((int)nearest, 1);
            return;
        }

        double stretch = how.Antialias ? Math.Max(1, 1 / scale) : 1, reach = (how.Mode == ResizeMode.Bicubic ? 2 : 1) * stretch, sum = 0;
        for (int position = (int)Math.Floor(place - reach) + 1; position < place + reach; position++)
        {
            double distance = Math.Abs(position - place) / stretch;
            double share = how.Mode == ResizeMode.Bicubic ? Cubic(distance, how.CubicCoefficient) : 1 - distance;
            if (how.ExcludeOutside && (position < 0 || position >= input)) continue;
            Add(position, share);
            sum += share;
        }
        if (how.Antialias || how.ExcludeOutside)
            for (int k = first; k < weight.Count; k++) weight[k] /= sum;
    }

    /// <summary>The piecewise cubic of Keys 1981, with slope a at distance 1, for distances from 0 to 2.</summary>
    public static double Cubic(double t, double a) => t <= 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
}
