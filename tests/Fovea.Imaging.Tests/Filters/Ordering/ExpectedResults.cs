using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fovea.Imaging.Tests.Filters.Ordering;

/// <summary>Results of other systems, from the files that bench/reference/filters_rank.py writes.</summary>
internal static class ExpectedResults
{
    public sealed record Case(string Filter, string Type, int[] Shape, uint Seed, byte[] Result)
    {
        /// <summary>The picture that the script filters too.</summary>
        public Image Input => Type switch { "byte" => Picture<byte>(value => (byte)value), "ushort" => Picture(value => (ushort)(value * 257)), _ => Picture<float>(value => value - 100) };

        /// <summary>The other system's result.</summary>
        public Image Expected => Type switch { "byte" => Read<byte>(), "ushort" => Read<ushort>(), _ => Read<float>() };

        Image<T> Picture<T>(Func<int, T> convert) where T : struct
        {
            Image<T> image = new(Shape[0], Shape[1], Shape[2]);
            uint x = Seed;
            for (int i = 0; i < image.Pixels.Length; i++)
            {
                x = 1664525 * x + 1013904223;
                image.Pixels[i] = convert(i % 3 > 0 ? (int)(x >> 24) : (int)(x >> 26) + i % 97);
            }
            return image;
        }

        Image<T> Read<T>() where T : struct => new(Shape[0], Shape[1], Shape[2], MemoryMarshal.Cast<byte, T>(Result));
    }

    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static Case[] Of(string name)
    {
        using Stream stream = typeof(ExpectedResults).Assembly.GetManifestResourceStream($"{name}.expected.json")!;
        return JsonSerializer.Deserialize<Case[]>(stream, Options)!;
    }

    /// <summary>Every case must have the other system's very samples.</summary>
    public static void AreEqual(string name)
    {
        foreach (Case one in Of(name))
        {
            Image actual = Pipeline.Parse(one.Filter).Run(one.Input);
            string what = $"{one.Filter}, {one.Type}";
            if (one.Expected is Image<byte> bytes) RandomSamples.Same(bytes, (Image<byte>)actual, what);
            else if (one.Expected is Image<ushort> words) RandomSamples.Same(words, (Image<ushort>)actual, what);
            else RandomSamples.Same((Image<float>)one.Expected, (Image<float>)actual, what);
        }
    }
}
