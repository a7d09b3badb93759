using System.Numerics;

namespace Fovea.Imaging;

/// <summary>One dilation or erosion of the chains that the filters of this family are made of.</summary>
/// <param name="IsDilation">Whether it takes the largest.</param>
/// <param name="Element">The element.</param>
/// <param name="Repeats">How often it is done.</param>
/// <param name="Reflected">Whether the element is turned by half a turn.</param>
/// <param name="Border">What is seen beyond the edge; nothing, where it is null.</param>
internal readonly record struct Morphology(bool IsDilation, StructuringElement Element, int Repeats, bool Reflected, Border? Border)
{
    /// <summary>The steps of operations one after the other.</summary>
    public static IEnumerable<OrderStage<K>> Steps<K>(ImageKind input, params Morphology[] operations) where K : unmanaged, INumber<K>, IMinMaxValue<K>
    {
        foreach (Morphology operation in operations)
        {
            ElementRows rows = new(operation.Element, operation.Reflected);
            for (int i = 0; i < operation.Repeats; i++)
            {
                MorphologyStage<K> stage = new(input, rows, operation.IsDilation, operation.Border);
                yield return stage;
                input = stage.Output;
            }
        }
    }
}
