using System.Text.Json;

namespace Fovea.Imaging.Tests;

/// <summary>What OpenCV and scipy found, as bench/reference/filters_regions.py wrote it.</summary>
static class RegionCases
{
    static readonly JsonElement Root = Load();

    public static IEnumerable<JsonElement> Of(string kind) => Root.GetProperty(kind).EnumerateArray();

    public static int Int(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static byte[] Bytes(this JsonElement element, string name) => element.GetProperty(name).GetBytesFromBase64();

    public static T[] Array<T>(this JsonElement element, string name) where T : struct => [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(element.Bytes(name))];

    static JsonElement Load()
    {
        using Stream stream = typeof(RegionCases).Assembly.GetManifestResourceStream("regions.expected.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
