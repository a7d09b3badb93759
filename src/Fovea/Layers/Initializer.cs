using System.Globalization;
using Fovea.Compute;
using Fovea.Data;
using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// How a weight gets its first values. They follow from the seed of the innermost <see cref="Seed"/> on this thread and from how many weights were made under it before,
/// so a model that is made twice with the same seed starts the same, bit for bit. They are drawn when they are first needed, by all threads, and not at all where other
/// weights are loaded before.
/// </summary>
public abstract class Initializer
{
    /// <summary>Numbers of the largest weight, 1 GiB: an error beyond is one of a size that nobody meant, found before memory is taken.</summary>
    const long Most = 1 << 28;

    [ThreadStatic] static Source? current;

    /// <summary>
    /// Uniform within ±sqrt(1 / fan-in), PyTorch's default for convolutions and linear layers (Kaiming with a = sqrt 5); the same bound serves their bias.
    /// </summary>
    public static Initializer Default { get; } = new Uniform("default", (fanIn, _) => Math.Sqrt(1.0 / fanIn));

    /// <summary>Uniform within ±sqrt(6 / fan-in), for layers before a ReLU (He et al. 2015, eq. 10).</summary>
    public static Initializer KaimingUniform { get; } = new Uniform("kaiming uniform", (fanIn, _) => Math.Sqrt(6.0 / fanIn));

    /// <summary>Normal with deviation sqrt(2 / fan-in), for layers before a ReLU (He et al. 2015, eq. 10).</summary>
    public static Initializer KaimingNormal { get; } = new Normal("kaiming normal", (fanIn, _) => Math.Sqrt(2.0 / fanIn));

    /// <summary>Uniform within ±sqrt(6 / (fan-in + fan-out)), for tanh and sigmoid (Glorot and Bengio 2010, eq. 16).</summary>
    public static Initializer XavierUniform { get; } = new Uniform("xavier uniform", (fanIn, fanOut) => Math.Sqrt(6.0 / (fanIn + fanOut)));

    /// <summary>Normal with deviation sqrt(2 / (fan-in + fan-out)), for tanh and sigmoid (Glorot and Bengio 2010, eq. 12).</summary>
    public static Initializer XavierNormal { get; } = new Normal("xavier normal", (fanIn, fanOut) => Math.Sqrt(2.0 / (fanIn + fanOut)));

    /// <summary>Uniform within ±2.4 / fan-in, as LeNet-5 was started (LeCun et al. 1998, appendix A).</summary>
    public static Initializer LeCun1998 { get; } = new Uniform("lecun 1998", (fanIn, _) => 2.4 / fanIn);

    /// <summary>All values zero.</summary>
    public static Initializer Zeros { get; } = new Constant(0);

    /// <summary>All values one.</summary>
    public static Initializer Ones { get; } = new Constant(1);

    /// <summary>Normal with a deviation that does not follow from the layer.</summary>
    public static Initializer Gaussian(double deviation) => new Normal(FormattableString.Invariant($"gaussian {deviation:g3}"), (_, _) => deviation);

    /// <summary>All values the same.</summary>
    public static Initializer All(double value) => new Constant((float)value);

    /// <summary>Uniform between two numbers that do not follow from the layer.</summary>
    public static Initializer Between(double low, double high) => new Range((float)low, (float)high);

    /// <summary>Draws the weights of every layer that is made on this thread until the result is disposed from this seed.</summary>
    public static IDisposable Seed(ulong seed) => current = new Source(seed, current);

    /// <summary>A variable with first values.</summary>
    /// <param name="shape">The shape of the weight.</param>
    /// <param name="fanIn">How many inputs one output of the layer sums.</param>
    /// <param name="fanOut">How many outputs one input of the layer reaches.</param>
    /// <exception cref="FoveaException">The weight would have more than 2^28 numbers.</exception>
    public Variable Make(Shape shape, long fanIn, long fanOut)
    {
        if (shape.Count > Most)
            throw new FoveaException(string.Create(CultureInfo.InvariantCulture, $"a weight of {shape} would have {shape.Count:N0} numbers, at most {Most:N0} are possible"),
                "give the layer fewer inputs or outputs");
        Source source = current ??= new Source(0, null);
        (ulong seed, int place) = (source.Value, source.Next++);
        return new Variable(shape, values => Draw(values, Math.Max(fanIn, 1), Math.Max(fanOut, 1), seed, place));
    }

    /// <summary>Writes the values of some neighbouring numbers of a weight. Takes at most one random number for each.</summary>
    private protected abstract void Fill(Span<float> values, long fanIn, long fanOut, ref CounterRandom random);

    unsafe void Draw(Span<float> values, long fanIn, long fanOut, ulong seed, int place)
    {
        fixed (float* first = values)
        {
            DrawWork work = new() { Initializer = this, Values = first, Count = values.Length, FanIn = fanIn, FanOut = fanOut, Seed = seed, Place = place };
            Workers.Run((values.Length + DrawWork.Numbers - 1) / DrawWork.Numbers, ref work);
        }
    }

    /// <summary>A chunk is some numbers of a weight, which begin where the numbers before them have left the random stream.</summary>
    unsafe struct DrawWork : Workers.IWork
    {
        public const int Numbers = 1 << 14;

        public Initializer Initializer;
        public float* Values;
        public int Count, Place;
        public long FanIn, FanOut;
        public ulong Seed;

        public readonly void Run(int chunk)
        {
            int start = chunk * Numbers;
            CounterRandom random = new(Seed, 0, Place, RandomPurpose.Weights);
            random.Skip(start);
            Initializer.Fill(new Span<float>(Values + start, Math.Min(Numbers, Count - start)), FanIn, FanOut, ref random);
        }
    }

    sealed class Uniform(string name, Func<long, long, double> bound) : Initializer
    {
        public override string ToString() => name;

        private protected override void Fill(Span<float> values, long fanIn, long fanOut, ref CounterRandom random)
        {
            float limit = (float)bound(fanIn, fanOut);
            for (int i = 0; i < values.Length; i++) values[i] = random.NextFloat(-limit, limit);
        }
    }

    sealed class Normal(string name, Func<long, long, double> deviation) : Initializer
    {
        public override string ToString() => name;

        private protected override void Fill(Span<float> values, long fanIn, long fanOut, ref CounterRandom random)
        {
            float scale = (float)deviation(fanIn, fanOut);
            for (int i = 0; i < values.Length; i++) values[i] = scale * random.NextGaussian();
        }
    }

    sealed class Constant(float value) : Initializer
    {
        public override string ToString() => $"constant {value}";

        private protected override void Fill(Span<float> values, long fanIn, long fanOut, ref CounterRandom random) => values.Fill(value);
    }

    sealed class Range(float low, float high) : Initializer
    {
        public override string ToString() => $"between {low} and {high}";

        private protected override void Fill(Span<float> values, long fanIn, long fanOut, ref CounterRandom random)
        {
            for (int i = 0; i < values.Length; i++) values[i] = random.NextFloat(low, high);
        }
    }

    sealed class Source(ulong seed, Source? outer) : IDisposable
    {
        public ulong Value => seed;

        public int Next { get; set; }

        public void Dispose() => current = outer;
    }
}
