using System.Numerics;

namespace Fovea.Imaging;

/// <summary>
/// A filter that only compares samples and picks one of them: its result is exact, for every depth. Floats are compared by <see cref="SampleKeys"/>: minus infinity is
/// the least, NaN is greater than infinity, and the sample that is picked keeps its bits.
/// </summary>
public abstract record OrderFilter : RowFilter
{
    /// <summary>The steps over keys of type <typeparamref name="K"/>.</summary>
    private protected abstract IEnumerable<OrderStage<K>> OrderSteps<K>(ImageKind input) where K : unmanaged, INumber<K>, IMinMaxValue<K>;

    private protected override IEnumerable<RowStage> Steps<T>(ImageKind input)
    {
        if (typeof(T) == typeof(byte)) return OrderSteps<byte>(input);
        if (typeof(T) == typeof(ushort)) return OrderSteps<ushort>(input);
        List<OrderStage<int>> steps = [.. OrderSteps<int>(input)];
        if (steps.Count == 0) return [];
        steps[^1].GivesSamples = true;
        return [new KeyStage(input), .. steps];
    }
}
