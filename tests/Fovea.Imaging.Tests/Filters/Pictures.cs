using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fovea.Imaging.Tests.Filters;

/// <summary>The generated pictures of bench/reference/filters_color.py and what the peers made of them.</summary>
internal static class Pictures
{
    private static readonly JsonElement Cases = JsonDocument.Parse(typeof(Pictures).Assembly.GetManifestResourceStream("filters_color.expected.json")!).RootElement;

    /// <summary>The script's <c>picture</c>.</summary>
    public static Image<T> Picture<T>(int height, int width, int channels, int seed = 0) where T : struct
    {
        Image<T> image = new(height, width, channels);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int c = 0; c < channels; c++)
                {
                    int v = (y * y * 701 + x * 1307 + c * 12903 + x * y * 311 + x / 5 * (y / 4) * 7001 + seed * 9973) % 65536;
                    if (x < width / 3) v = v / 3 + 9000;
                    image[y, x, c] = typeof(T) == typeof(byte) ? (T)(object)(byte)(v >> 8) : typeof(T) == typeof(ushort) ? (T)(object)(ushort)v : (T)(object)(float)(v / 65535.0);
                }
        return image;
    }

    /// <summary>An expected array.</summary>
    public static T[] Expected<T>(string name) where T : struct
    {
        JsonElement one = Cases.GetProperty(name);
        string type = typeof(T) == typeof(byte) ? "byte" : typeof(T) == typeof(ushort) ? "ushort" : typeof(T) == typeof(float) ? "float" : typeof(T) == typeof(double) ? "double" : "long";
        Assert.Equal(type, one.GetProperty("type").GetString());
        return MemoryMarshal.Cast<byte, T>(Convert.FromBase64String(one.GetProperty("data").GetString()!)).ToArray();
    }

    /// <summary>Asserts that an image has the expected samples.</summary>
    public static void Equal<T>(string name, Image<T> image) where T : struct => Assert.Equal(Expected<T>(name), image.Pixels.ToArray());

    /// <summary>An expected array of any type.</summary>
    public static double[] Numbers(string name) => Cases.GetProperty(name).GetProperty("type").GetString() switch
    {
        "byte" => Array.ConvertAll(Expected<byte>(name), v => (double)v),
        "ushort" => Array.ConvertAll(Expected<ushort>(name), v => (double)v),
        "float" => Array.ConvertAll(Expected<float>(name), v => (double)v),
        _ => Expected<double>(name),
    };

    /// <summary>Asserts that no sample is further from the expected one than a bound.</summary>
    public static void Near<T>(string name, Image<T> image, double bound) where T : struct => Near(name, Numbers(name), image, bound);

    /// <summary>Asserts that no sample is further from a value than a bound.</summary>
    public static void Near<T>(string what, IReadOnlyList<double> expected, Image<T> image, double bound) where T : struct
    {
        Assert.Equal(expected.Count, image.Pixels.Length);
        for (int i = 0; i < expected.Count; i++)
        {
            double found = Convert.ToDouble(image.Pixels[i]);
            Assert.True(Math.Abs(found - expected[i]) <= bound, $"{what}, {image}: sample {i} is {found}, expected {expected[i]} within {bound}");
        }
    }
}
