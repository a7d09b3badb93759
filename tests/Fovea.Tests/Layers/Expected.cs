using System.Text.Json;
using Fovea.Tensors;

namespace Fovea.Tests.Layers;

/// <summary>An array that another system computed; see bench/reference.</summary>
internal sealed record Expected(Shape Shape, double[] Values)
{
    /// <summary>The cases of a file, by name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Cases(string file)
    {
        using Stream stream = typeof(Expected).Assembly.GetManifestResourceStream(file) ?? throw new FileNotFoundException($"{file} is not among the resources");
        return JsonDocument.Parse(stream).RootElement.EnumerateArray().ToDictionary(entry => entry.GetProperty("name").GetString()!);
    }

    public static Expected Of(JsonElement json) => new([.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())], Numbers(json.GetProperty("values")));

    public static Dictionary<string, Expected> Table(JsonElement json) => json.EnumerateObject().ToDictionary(entry => entry.Name, entry => Of(entry.Value));

    public static double[] Numbers(JsonElement json) => [.. json.EnumerateArray().Select(value => value.GetDouble())];

    public Tensor ToTensor() => Tensor.From(Values, Shape);

    /// <summary>Fails where an element differs by more than the tolerance times 1 + the largest magnitude.</summary>
    public void IsNear(Tensor actual, double tolerance, string what)
    {
        Assert.Equal(Shape, actual.Shape);
        double[] values = new double[actual.Shape.Count];
        actual.CopyTo(values);
        AreNear(Values, values, tolerance, what);
    }

    /// <inheritdoc cref="IsNear"/>
    public static void AreNear(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 1 + expected.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"{what}: element {i} is {actual[i]:g12}, expected {expected[i]:g12}");
    }
}
