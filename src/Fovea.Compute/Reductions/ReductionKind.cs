namespace Fovea.Compute;

/// <summary>What a reduction computes from the elements it runs over.</summary>
public enum ReductionKind
{
    /// <summary>The sum; 0 over nothing.</summary>
    Sum,

    /// <summary>The largest; NaN if there is one, minus infinity over nothing.</summary>
    Max,

    /// <summary>The smallest; NaN if there is one, plus infinity over nothing.</summary>
    Min,

    /// <summary>The index of the first NaN if there is one, else of the first maximum, as a float; 0 over nothing.</summary>
    ArgMax,

    /// <summary>The index of the first NaN if there is one, else of the first minimum, as a float; 0 over nothing.</summary>
    ArgMin,
}
