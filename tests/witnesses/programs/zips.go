// Reads the paths of archives from standard input, and prints what archive/zip sees in them.
package main

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	paths := bufio.NewScanner(os.Stdin)
	for paths.Scan() {
		fmt.Println(answer(paths.Text()))
	}
}

func answer(path string) string {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return "refused\t" + err.Error()
	}
	defer archive.Close()
	line := []string{"ok"}
	for _, each := range archive.File {
		if strings.HasSuffix(each.Name, "/") {
			continue
		}
		if !each.Mode().IsRegular() {
			return "refused\tnot a regular file"
		}
		content, err := each.Open()
		if err != nil {
			return "refused\t" + err.Error()
		}
		digest := sha256.New()
		if _, err := io.Copy(digest, content); err != nil {
			return "refused\t" + err.Error()
		}
		line = append(line, hex.EncodeToString([]byte(each.Name))+"="+hex.EncodeToString(digest.Sum(nil)))
	}
	return strings.Join(line, "\t")
}
