using System.Text.Json;
using Fovea.Tensors;

namespace Fovea.Cli;

/// <summary>Values of this system as JSON.</summary>
static class JsonWriting
{
    /// <summary>A shape as an array of its sizes.</summary>
    public static void WriteShape(this Utf8JsonWriter json, string name, Shape shape)
    {
        json.WriteStartArray(name);
        foreach (int size in shape) json.WriteNumberValue(size);
        json.WriteEndArray();
    }

    /// <summary>A number, or null where there is none: JSON knows neither NaN nor infinity.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
