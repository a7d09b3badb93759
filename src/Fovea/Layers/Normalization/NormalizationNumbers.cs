namespace Fovea.Layers;

/// <summary>What the normalisations with statistics ask of their numbers.</summary>
static class NormalizationNumbers
{
    public static void Check(string layer, double epsilon, double momentum = 0)
    {
        if (!(epsilon >= 0) || !double.IsFinite(epsilon)) throw new FoveaException($"{layer}: epsilon must be a number of at least 0, it is {epsilon}");
        if (!(momentum >= 0 && momentum <= 1)) throw new FoveaException($"{layer}: the momentum must be 0 to 1, it is {momentum}");
    }
}
