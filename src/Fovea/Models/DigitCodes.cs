using Fovea.Data;
using Fovea.Tensors;

namespace Fovea.Models;

/// <summary>
/// The targets of LeNet-5's output units: every class as a picture of 7 x 12 pixels, ink +1 and paper -1, so that similar digits have similar codes
/// (LeCun et al. 1998, sec. II.B and fig. 3; the pictures here are drawn anew). Other numbers of classes than ten get codes drawn at random.
/// </summary>
static class DigitCodes
{
    const int Columns = 7, Rows = 12;

    // One digit a column of seven characters.
    static readonly string[] Pictures =
    [
        "..###.. ...##.. .#####. ####### ....##. ####### ..####. ####### .#####. .#####.",
        ".##.##. ..###.. ##...## .....## ...###. ##..... .##.... ##...## ##...## ##...##",
        "##...## .####.. ##...## ....##. ..####. ##..... ##..... .....## ##...## ##...##",
        "##...## ...##.. .....## ...##.. .##.##. ##..... ##..... ....##. ##...## ##...##",
        "##...## ...##.. .....## ..####. ##..##. ######. ######. ....##. .##.##. ##..###",
        "##...## ...##.. ....##. .....## ##..##. .....## ###..## ...##.. ..###.. .######",
        "##...## ...##.. ...##.. .....## ####### .....## ##...## ...##.. .##.##. .....##",
        "##...## ...##.. ..##... .....## ....##. .....## ##...## ..##... ##...## .....##",
        "##...## ...##.. .##.... .....## ....##. .....## ##...## ..##... ##...## .....##",
        ".##.##. ...##.. ##..... ##...## ....##. ##...## .##..## .##.... ##...## ....##.",
        "..###.. .###### ####### .#####. ....##. .#####. ..####. .##.... .#####. .####..",
        "....... ....... ....... ....... ....... ....... ....... ....... ....... .......",
    ];

    /// <summary>The codes (classes, 84).</summary>
    public static Tensor Of(int classes)
    {
        float[] codes = new float[classes * Rows * Columns];
        if (classes == 10)
            for (int row = 0; row < Rows; row++)
            {
                string[] digits = Pictures[row].Split(' ');
                for (int digit = 0; digit < digits.Length; digit++)
                    for (int column = 0; column < Columns; column++)
                        codes[(digit * Rows + row) * Columns + column] = digits[digit][column] == '#' ? 1 : -1;
            }
        else
        {
            CounterRandom random = new(0, 0, classes, RandomPurpose.Weights);
            for (int i = 0; i < codes.Length; i++) codes[i] = random.NextInt(2) * 2 - 1;
        }
        return Tensor.From(codes, [classes, Rows * Columns]);
    }
}
